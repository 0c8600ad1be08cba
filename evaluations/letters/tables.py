"""The component table of a ministerial letter: imported, and taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypedDict, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import get_permitted_or_404, get_visible_or_404
from reformasi.sheets.cells import Amount, Text, Value
from reformasi.sheets.context import Context
from reformasi.sheets.effects import Change, Effect, changed, new
from reformasi.sheets.grids import clean
from reformasi.sheets.table import Column, Intake, Outlet, Row, Table
from reformasi.sheets.values import field_label

from . import actions
from .models import ComponentValue, MinisterialLetter
from .permissions import LetterPerm

POINTS = Amount(places=2, maximum=Decimal("9999.99"))
COLUMNS = (
    Column(
        "komponen",
        gettext_lazy("Komponen"),
        Text(150),
        required=True,
        aliases=("nama komponen", "komponen penilaian"),
        width=50,
    ),
    Column(
        "nilai_maksimum",
        gettext_lazy("Nilai maksimum"),
        POINTS,
        required=True,
        aliases=("nilai maksimal", "maksimum", "bobot"),
    ),
    Column("tahun_sebelumnya", gettext_lazy("Tahun sebelumnya"), POINTS, aliases=("tahun lalu",)),
    Column("tahun_ini", gettext_lazy("Tahun ini"), POINTS, required=True, aliases=("nilai",)),
)
FIELDS = {
    "nilai_maksimum": "maximum",
    "tahun_sebelumnya": "last_year",
    "tahun_ini": "this_year",
}


class Values(TypedDict, total=False):
    """What a row holds; a column that the file does not have is not there."""

    komponen: str
    nilai_maksimum: Decimal
    tahun_sebelumnya: Decimal | None
    tahun_ini: Decimal


class ComponentIntake(Intake):
    """Components are found by name; those that the file does not name stay as they are."""

    def prepare(self, rows: Sequence[Row]) -> Sequence[Row]:
        self.letter = cast(MinisterialLetter, self.context.subject)
        self.components = list(self.letter.components.all())
        self.written: dict[str, Row] = {}
        self.numbers: dict[str, int] = {}
        return rows

    def bring_in(self, row: Row) -> Effect:
        values = cast(Values, row.values)
        name = values["komponen"]
        if self.numbers.setdefault(name.casefold(), row.number) != row.number:
            message = _("Komponen ini sudah ada di baris %(row)d.")
            raise ValidationError({"komponen": message % {"row": self.numbers[name.casefold()]}})
        require_within(values)
        component = self._named(name)
        if component is None:
            component = ComponentValue(letter=self.letter, name=name)
            self.components.append(component)
            effect = new(_("komponen baru"))
        else:
            effect = changed(changes_to(component, row.values))
        for column, field in FIELDS.items():
            if column in row.values:
                setattr(component, field, row.values[column])
        if effect.changes or effect.deeds:
            self.written[name] = row
        return effect

    def _named(self, name: str) -> ComponentValue | None:
        same = (each for each in self.components if clean(each.name).casefold() == name.casefold())
        return next(same, None)

    def steps_after(self) -> Iterable[tuple[Row, Callable[[], Effect]]]:
        """The table is written at once, as its form writes it."""
        if self.written:
            yield next(iter(self.written.values())), self._write

    def _write(self) -> Effect:
        actions.set_components(
            letter=self.letter,
            rows=[row_of(component) for component in self.components],
            by=self.by,
            version=self.letter.version,
        )
        return Effect()


def require_within(values: Values) -> None:
    """No value above its maximum, and a maximum above 0."""
    maximum = values["nilai_maksimum"]
    if not maximum:
        raise ValidationError({"nilai_maksimum": _("Isi lebih besar dari 0.")})
    for name in ("tahun_sebelumnya", "tahun_ini"):
        value = cast("Decimal | None", values.get(name))
        if value is not None and value > maximum:
            message = _("Isi antara 0 dan nilai maksimum (%(maximum)s).")
            raise ValidationError({name: message % {"maximum": number_format(maximum)}})


def changes_to(component: ComponentValue, values: Mapping[str, Value]) -> list[Change]:
    return [
        Change(field_label(ComponentValue, field), readable(before), readable(values[column]))
        for column, field in FIELDS.items()
        if column in values
        for before in [getattr(component, field)]
        if before != values[column]
    ]


def readable(value: object) -> str:
    return number_format(value) if isinstance(value, Decimal) else ""


def row_of(component: ComponentValue) -> dict[str, object]:
    return {
        "id": component.pk,
        "name": component.name,
        **{field: getattr(component, field) for field in FIELDS.values()},
    }


def letter_of(user: User, pk: int, changing: bool) -> Model:
    """The letter that ``user`` may change, or see.

    Raises:
        Http404: they do not see it.
        NotPermitted: they see it but may not change it.
    """
    letters = MinisterialLetter.objects.select_related("unit")
    if changing:
        return get_permitted_or_404(user, LetterPerm.CHANGE_MINISTERIAL_LETTER, letters, pk=pk)
    return get_visible_or_404(user, letters, pk=pk)


def listed(context: Context) -> QuerySet[Model]:
    rows: QuerySet[Model] = cast(MinisterialLetter, context.subject).components.all()
    return rows


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for component in cast("QuerySet[ComponentValue]", rows):
        yield {
            "komponen": component.name,
            **{column: getattr(component, field) for column, field in FIELDS.items()},
        }


COMPONENTS = Table(
    name="komponen-surat",
    title=gettext_lazy("Nilai komponen"),
    columns=COLUMNS,
    back=lambda context: cast(MinisterialLetter, context.subject).get_absolute_url(),
    intake=ComponentIntake,
    outlet=Outlet(LetterPerm.VIEW_MINISTERIAL_LETTER, listed, lines),
    subject=letter_of,
    max_rows=200,
    preview=("komponen",),
    instructions=(
        gettext_lazy(
            "Satu baris untuk satu komponen. Komponen yang namanya sudah ada diganti nilainya; "
            "yang tidak disebut tetap seperti semula."
        ),
    ),
)
