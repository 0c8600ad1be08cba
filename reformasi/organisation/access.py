"""Why a person may or may not do something in a unit, in words that can be passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from . import scope
from .models import Grant, Membership, Unit, User
from .models.grants import CONTENT
from .roles import Role

#: Verbs of permissions, as they stand after "boleh". Their context parts them from the trail, which
#: tells in the past tense ("approved", not "approve") where a language has one.
VERBS: dict[str, Promise] = {
    "add": pgettext_lazy("wewenang", "menambah"),
    "approve": pgettext_lazy("wewenang", "menyetujui"),
    "assess": pgettext_lazy("wewenang", "menilai"),
    "assign": pgettext_lazy("wewenang", "menugaskan"),
    "cancel": pgettext_lazy("wewenang", "membatalkan"),
    "change": pgettext_lazy("wewenang", "mengubah"),
    "close": pgettext_lazy("wewenang", "menutup"),
    "complete": pgettext_lazy("wewenang", "menyelesaikan"),
    "confirm": pgettext_lazy("wewenang", "mengukuhkan"),
    "declare": pgettext_lazy("wewenang", "mencanangkan"),
    "delete": pgettext_lazy("wewenang", "menghapus"),
    "download": pgettext_lazy("wewenang", "mengunduh"),
    "export": pgettext_lazy("wewenang", "mengekspor"),
    "issue": pgettext_lazy("wewenang", "menerbitkan"),
    "publish": pgettext_lazy("wewenang", "menerbitkan"),
    "reopen": pgettext_lazy("wewenang", "membuka kembali"),
    "report": pgettext_lazy("wewenang", "melaporkan"),
    "request": pgettext_lazy("wewenang", "meminta"),
    "return": pgettext_lazy("wewenang", "mengembalikan"),
    "revoke": pgettext_lazy("wewenang", "mencabut"),
    "share": pgettext_lazy("wewenang", "membagikan"),
    "sign": pgettext_lazy("wewenang", "mengesahkan"),
    "start": pgettext_lazy("wewenang", "memulai"),
    "submit": pgettext_lazy("wewenang", "mengajukan"),
    "view": pgettext_lazy("wewenang", "melihat"),
    "withdraw": pgettext_lazy("wewenang", "menarik kembali"),
}
#: Decisions: whoever wrote or submitted the thing may not make them, whatever their role.
DECISIONS = {"approve", "return", "sign", "confirm"}


def permission_label(perm: str) -> str:
    """A permission in words, e.g. "menyetujui kegiatan".

    A verb without words stands as it is, which a test refuses: add it to ``VERBS``, or give
    ``grant`` a label.
    """
    if perm in scope.LABELS:
        return str(scope.LABELS[perm])
    app_label, codename = perm.split(".", 1)
    verb, model_name = codename.rsplit("_", 1)
    return f"{VERBS.get(verb, verb)} {apps.get_model(app_label, model_name)._meta.verbose_name}"


def permissions_by_app() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every permission with its words, grouped by app: the choices of a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for perm in scope.GRANTS:
        app = apps.get_app_config(perm.split(".", 1)[0])
        groups.setdefault(str(app.verbose_name), []).append(
            (perm, capfirst(permission_label(perm)))
        )
    return [(app, sorted(perms, key=lambda pair: pair[1])) for app, perms in groups.items()]


@dataclass(frozen=True)
class Reason:
    """What one membership (or one shared thing) contributes to the answer."""

    about: str
    helps: bool
    text: str


@dataclass(frozen=True)
class Explanation:
    """The answer, and everything that leads to it."""

    allowed: bool
    verdict: str
    roles: list[str]
    reasons: list[Reason]
    shared: list[Reason] = field(default_factory=list)
    advice: str = ""
    caution: str = ""


def explain(person: User, perm: str, unit: Unit) -> Explanation:
    """Why ``person`` may, or may not, use ``perm`` in ``unit`` today."""
    today = timezone.localdate()
    roles = scope.roles_with(perm)
    memberships = person.memberships.select_related("unit").order_by("-valid_from")
    reasons = [judge(membership, perm, unit, today) for membership in memberships]
    allowed = person.has_perm(perm, unit)
    names = {"person": person, "act": permission_label(perm), "unit": unit}
    if allowed:
        verdict = _("%(person)s boleh %(act)s di %(unit)s.") % names
    else:
        verdict = _("%(person)s tidak boleh %(act)s di %(unit)s.") % names
    return Explanation(
        allowed=allowed,
        verdict=verdict,
        roles=[str(role.label) for role in Role if role in roles],
        reasons=reasons,
        shared=list(shared_with(person, perm, unit, today)),
        advice="" if allowed else _advice(person, perm, unit, reasons),
        caution=_caution(perm) if allowed else "",
    )


def judge(membership: Membership, perm: str, unit: Unit, today: date) -> Reason:
    """Whether this membership gives ``perm`` in ``unit``; the first obstacle is the reason."""
    holds = membership.role in scope.roles_with(perm)
    reaches = unit.path.startswith(membership.unit.path)
    if membership.valid_from > today:
        text = _("Belum mulai berlaku; baru berlaku %(day)s.") % {
            "day": date_format(membership.valid_from, "j F Y")
        }
    elif membership.valid_to and membership.valid_to < today:
        text = _("Sudah berakhir %(day)s.") % {"day": date_format(membership.valid_to, "j F Y")}
    elif not holds:
        text = _("Peran ini tidak memegang wewenang tersebut.")
    elif not reaches:
        text = _("Memegang wewenang itu, tetapi hanya di %(own)s dan unit di bawahnya.") % {
            "own": membership.unit
        }
    elif not membership.user.is_active:
        text = _("Memegang wewenang itu di unit ini, tetapi akunnya tidak aktif.")
    elif unit.path in scope.barred(membership.user, perm):
        text = _(
            "Memegang wewenang itu, tetapi ia juga bertugas di unit ini: yang bekerja di suatu "
            "unit tidak ikut menilai unit itu."
        )
    else:
        text = _("Memegang wewenang itu dan menjangkau unit ini.")
        return Reason(membership.title, True, text)
    return Reason(membership.title, False, text)


def shared_with(person: User, perm: str, unit: Unit, today: date) -> Iterator[Reason]:
    """Single things of ``unit`` on which ``person`` was given ``perm`` until a day."""
    app_label, codename = perm.split(".", 1)
    for kind in Grant.kinds():
        grants = kind._default_manager.filter(
            user=person,
            permission__codename=codename,
            permission__content_type__app_label=app_label,
        ).select_related(CONTENT)
        for grant in grants:
            if not grant.thing.unit.path.startswith(unit.path):
                continue
            day = {"day": date_format(grant.ends, "j F Y")}
            current = grant.ends >= today and person.is_active
            text = _("Dibagikan sampai %(day)s.") if current else _("Dibagikan, berakhir %(day)s.")
            yield Reason(str(grant.thing), current, text % day)


def _advice(person: User, perm: str, unit: Unit, reasons: list[Reason]) -> str:
    if not person.is_active:
        return _("Aktifkan kembali akunnya bila ia memang masih bertugas.")
    roles = ", ".join(str(role.label) for role in Role if role in scope.roles_with(perm))
    if not reasons:
        return _(
            "Orang ini belum punya penugasan. Tugaskan sebagai salah satu dari: %(roles)s, di "
            "%(unit)s atau unit di atasnya."
        ) % {"roles": roles, "unit": unit}
    return _(
        "Bila memang tugasnya, beri penugasan sebagai salah satu dari: %(roles)s, di %(unit)s atau "
        "unit di atasnya."
    ) % {"roles": roles, "unit": unit}


def _caution(perm: str) -> str:
    if perm.split(".", 1)[1].split("_", 1)[0] not in DECISIONS:
        return ""
    return _(
        "Pemisahan tugas tetap berlaku: yang menulis atau mengajukan sesuatu tidak dapat "
        "memutuskannya sendiri, meskipun perannya berwenang."
    )
