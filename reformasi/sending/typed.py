"""What somebody has typed into a form, under the names that its fields have on the page."""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import TypeAlias, cast

from django import forms
from django.forms.utils import pretty_name
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.ui.choosing import ChooserField
from reformasi.ui.widgets import TYPED

FormType: TypeAlias = "type[forms.Form] | type[forms.ModelForm]"
logger = logging.getLogger(__name__)
#: Inputs that a template writes without a form of Django's.
OWN_LABELS = {
    "note": gettext_lazy("Catatan"),
    "reason": gettext_lazy("Alasan"),
    "tanpa": gettext_lazy("Simpan tanpa kolom yang tidak dikenal"),
}
#: What the portal itself writes into a form; nobody typed it.
NEVER_SHOWN = {"csrfmiddlewaretoken", "token", "version", "next", "then", "digest", "baca", "back"}
KEYS = {"id"}  # of a row in a set of forms
SECRETS = {"password", "password1", "password2", "oldpassword", "credential"}
#: At an address of the login library a code is one of the second factor, not that of a unit.
CODES, OF_LOGIN = {"code"}, ("account_", "mfa_")
OF_A_ROW = re.compile(r"(?P<set>\w+)-(?P<row>\d+)-(?P<name>\w+)")
OF_A_SET = re.compile(r"\w+-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS")


@dataclass(frozen=True)
class Typed:
    label: str
    value: str


def is_secret(name: str, path: str) -> bool:
    """Whether it is never kept and never shown again: passwords, and codes of a second factor."""
    if name in CODES:
        try:
            return (resolve(path).url_name or "").startswith(OF_LOGIN)
        except Resolver404:
            return True
    return name in SECRETS


def typed_by(request: HttpRequest) -> list[Typed]:
    """What came with ``request``; nothing where its body cannot be read."""
    if request.method != "POST":
        return []
    try:
        files = [file.name or "" for _name, each in request.FILES.lists() for file in each]
        return labelled(request.path_info, request.POST, files)
    except Exception:  # whatever is wrong with it, the page about a fault must come
        logger.exception("what was typed cannot be told")
        return []


def labelled(path: str, data: QueryDict, files: Iterable[str] = ()) -> list[Typed]:
    """The values of ``data``, sent to ``path``, that a person has written or chosen."""
    fields = fields_of(path, data)
    lines = [
        Typed(_label(name, fields), _value(value, _field_of(name, fields)))
        for name, values in data.lists()
        if _is_typed(name, fields) and not is_secret(name, path)
        for value in values
        if value.strip()
    ]
    lines += [Typed(_("Berkas (pilih lagi)"), name) for name in files]
    return lines


def fields_of(path: str, data: Iterable[str]) -> Mapping[str, forms.Field]:
    """The fields of the forms that the view of ``path`` works with, the best fitting form first.

    Its own forms go before all others of its module.
    """
    names = {_bare(name) for name in data}
    own = set(used_by(path))

    def place(form: FormType) -> tuple[bool, int]:
        return form not in own, -len(names & set(form.base_fields))

    fields: dict[str, forms.Field] = {}
    for form in sorted(forms_of(path), key=place):
        for name, field in form.base_fields.items():
            fields.setdefault(name, field)
    return fields


def forms_of(path: str) -> Iterator[FormType]:
    """The form classes that the module of a view knows: found without asking the database."""
    view = _view_of(path)
    if view is not None:
        yield from _forms_among(vars(inspect.getmodule(view)).values())


def used_by(path: str) -> Iterator[FormType]:
    """Those that the view names, itself or in functions of its module that it calls."""
    waiting, seen = [_view_of(path)], set[object]()
    while waiting:
        function = waiting.pop()
        if not isinstance(function, FunctionType) or function in seen:
            continue
        seen.add(function)
        values = list(_named_in(function.__code__, function.__globals__))
        yield from _forms_among(values)
        here = function.__module__
        waiting += [each for each in values if getattr(each, "__module__", "") == here]


def _view_of(path: str) -> object:
    """The view of an address, without what is wrapped around it; None where there is none."""
    try:
        view = inspect.unwrap(resolve(path).func)
    except Resolver404:
        return None
    return getattr(view, "view_class", view)


def _named_in(code: CodeType, namespace: Mapping[str, object]) -> Iterator[object]:
    """What the names in a piece of code stand for, ``forms.ActivityForm`` too."""
    direct = [namespace[name] for name in code.co_names if name in namespace]
    yield from direct
    for module in filter(inspect.ismodule, direct):
        yield from (vars(module)[name] for name in code.co_names if name in vars(module))
    for inner in filter(inspect.iscode, code.co_consts):
        yield from _named_in(inner, namespace)


def _forms_among(values: Iterable[object]) -> Iterator[FormType]:
    for value in values:
        if isinstance(value, type) and issubclass(value, forms.Form | forms.ModelForm):
            yield value
        elif (
            isinstance(value, type)
            and issubclass(value, forms.BaseFormSet)
            and hasattr(value, "form")
        ):
            yield value.form


def _bare(name: str) -> str:
    """``agenda-0-title`` -> ``title``, and what was looked for -> the field of what is chosen."""
    row = OF_A_ROW.fullmatch(name)
    return (row["name"] if row else name).removesuffix(TYPED)


def _field_of(name: str, fields: Mapping[str, forms.Field]) -> forms.Field | None:
    """The field that reads ``name``; none for what was looked for, which is text as it stands."""
    return None if name.endswith(TYPED) else fields.get(_bare(name))


def _is_typed(name: str, fields: Mapping[str, forms.Field]) -> bool:
    field = fields.get(_bare(name))
    hidden = field is not None and field.widget.is_hidden
    if hidden or name in NEVER_SHOWN or OF_A_SET.fullmatch(name):
        return False
    return _bare(name) not in KEYS or name in KEYS


def _label(name: str, fields: Mapping[str, forms.Field]) -> str:
    field, row = fields.get(_bare(name)), OF_A_ROW.fullmatch(name)
    label = str((field and field.label) or OWN_LABELS.get(name) or pretty_name(_bare(name)))
    if row is None:
        return label
    return _("%(label)s, baris %(row)d") % {"label": label, "row": int(row["row"]) + 1}


def _value(value: str, field: forms.Field | None) -> str:
    """Text as it was typed. The names of rows are not looked up: the reader may not see them."""
    if isinstance(field, forms.ModelChoiceField) or (
        isinstance(field, ChooserField) and not field.naming.is_written
    ):
        return _("(sudah dipilih)")
    if isinstance(field, forms.BooleanField):
        return _("ya")
    if isinstance(field, forms.DateField):
        return _day(value, field)
    if isinstance(field, forms.ChoiceField):
        return _choice(value, field)
    return value


def _choice(value: str, field: forms.ChoiceField) -> str:
    """The label of what was chosen, or the value where there is no such choice.

    Choices that a form finds only for its row are not known here: a key tells nobody anything.
    """
    if not field.choices:
        return _("(sudah dipilih)")
    groups = cast(forms.Select, field.widget).optgroups("", [value])
    options = [option for _group, options, _index in groups for option in options]
    return next((str(option["label"]) for option in options if option["selected"]), value)


def _day(text: str, field: forms.DateField) -> str:
    """A day in words, also where a browser's calendar sent it as 2026-01-31."""
    try:
        day = field.to_python(text)
        return date_format(day, "j F Y") if day else text
    except (forms.ValidationError, ValueError, OverflowError):
        return text
