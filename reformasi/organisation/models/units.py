"""The tree of units, and the QuerySet of everything that belongs to a unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self, TypeVar

import pghistory
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, Length, Lower, Substr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from reformasi.audit.constraints import in_order, one_of
from reformasi.organisation import scope
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.scope import Holder
from reformasi.ui.model_fields import LastingDayField
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.models import Versioned

M = TypeVar("M", bound=models.Model)


class UnitKind(models.TextChoices):
    MINISTRY = "ministry", _("Kementerian")
    SECRETARIAT_GENERAL = "secretariat_general", _("Sekretariat jenderal")
    INSPECTORATE_GENERAL = "inspectorate_general", _("Inspektorat jenderal")
    DIRECTORATE_GENERAL = "directorate_general", _("Direktorat jenderal")
    SECRETARIAT = "secretariat", _("Sekretariat")
    DIRECTORATE = "directorate", _("Direktorat")
    INSPECTORATE = "inspectorate", _("Inspektorat")
    BUREAU = "bureau", _("Biro")
    CENTRE = "centre", _("Pusat")
    DIVISION = "division", _("Bagian")
    SUBDIRECTORATE = "subdirectorate", _("Subdirektorat")
    TEAM = "team", _("Kelompok atau tim")


class Echelon(models.TextChoices):
    NONE = "", _("Tanpa eselon")
    I = "I", _("Eselon I")  # noqa: E741 the ministry's own name
    II = "II", _("Eselon II")
    III = "III", _("Eselon III")
    IV = "IV", _("Eselon IV")


def qualified(name: str, qualifier: str) -> str:
    """The name of a unit as people read it, e.g. "Subbagian Tata Usaha, Dit. Ormas"."""
    return f"{name}, {qualifier}" if qualifier else name


def whole_of(name: str) -> Concat:
    """A name with what tells it apart, as ``qualified`` writes it."""
    return Concat(name, Value(", "), "qualifier")


class UnitQuerySet(MP_NodeQuerySet):
    def visible_to(self, user: Holder) -> Self:
        return self.filter(scope.within(user, OrganisationPerm.VIEW_UNIT, ""))

    def where(self, user: Holder, perm: str) -> Self:
        """The units in which ``user`` holds ``perm``."""
        return self.filter(scope.within(user, perm, ""))

    def valid_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def matching(self, query: str) -> Self:
        """Units whose name (also with what tells it apart) or code contains ``query``."""
        rows = self.alias(whole=whole_of("name"), short=whole_of("short_name"))
        return rows.filter(containing(query, "whole", "short", "code"))

    def tree(self, tops: list[str], levels: int) -> Self:
        """The units under ``tops`` (paths), down to ``levels`` below them, as a tree reads."""
        rows = Q(pk__in=[])
        for top in tops:
            depth = len(top) // self.model.steplen
            rows |= Q(path__startswith=top, depth__lte=depth + levels)
        return self.filter(rows).order_by("path")

    def coded(self, codes: Iterable[str]) -> Self:
        """Units with one of these codes, whatever the capitals."""
        return self.alias(code_key=Lower("code")).filter(
            code_key__in=[code.lower() for code in codes]
        )

    def with_parent_code(self, user: Holder | None = None) -> Self:
        """Adds ``parent_code``: none for a root, and for a parent that ``user`` may not see."""
        above = Length(OuterRef("path")) - Value(self.model.steplen)
        parents = Unit.objects.filter(path=Substr(OuterRef("path"), 1, above))
        if user is not None:
            parents = parents.visible_to(user)
        # A root asks for a path of no length, which nothing has.
        return self.annotate(parent_code=Subquery(parents.order_by().values("code")[:1]))

    def below(self, unit: Unit) -> Self:
        """``unit`` and everything below it: one range of the indexed path."""
        return self.filter(path__startswith=unit.path)


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).order_by("path")


@pghistory.track(exclude=["qualifier"])
class Unit(Versioned, MP_Node):
    """A node of the ministry's tree; what is above reaches what is below."""

    code = models.SlugField(_("kode"), max_length=60, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    short_name = models.CharField(_("nama singkat"), max_length=60, blank=True)
    #: What tells it from units of the same name; ``qualifiers`` writes it.
    qualifier = models.CharField(max_length=200, blank=True, default="", editable=False)
    kind = models.CharField(_("jenis"), max_length=30, choices=UnitKind.choices)
    echelon = models.CharField(_("eselon"), max_length=3, choices=Echelon.choices, blank=True)
    valid_from = LastingDayField(_("berlaku sejak"), null=True, blank=True)
    valid_to = LastingDayField(_("berlaku sampai"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("dilebur ke"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_units",
    )

    objects = UnitManager()

    class Meta:
        verbose_name = _("unit kerja")
        verbose_name_plural = _("unit kerja")
        constraints = [
            one_of("kind", UnitKind),
            one_of("echelon", Echelon),
            in_order("valid_from", "valid_to"),
        ]
        indexes = [
            trigrams(
                "organisation_unit_words", whole_of("name"), whole_of("short_name"), F("code")
            ),
            models.Index(fields=["path"], condition=Q(depth=1), name="organisation_unit_roots"),
        ]

    def __str__(self) -> str:
        return qualified(self.name, self.qualifier)

    def get_absolute_url(self) -> str:
        return reverse("organisation:unit", args=[self.code])

    @property
    def label(self) -> str:
        """The short name where there is one: for tables and charts."""
        return qualified(self.short_name or self.name, self.qualifier)

    @property
    def unit(self) -> Unit:
        """A unit belongs to itself, so that permissions ask the same question everywhere."""
        return self

    def is_closed(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    def invalid_message(self, first: date, last: date | None) -> str:
        """Why nothing can happen in this unit from ``first`` to ``last``; "" if it can.

        Without ``last`` it would go on for ever.
        """
        if self.valid_to is not None and (last is None or self.valid_to < last):
            successor = self.merged_into
            advice = gettext("Pilih tanggal sebelumnya, atau unit lain.")
            if last is None and first <= self.valid_to:
                advice = gettext("Isi tanggal berakhir, paling lambat hari itu.")
            elif successor is not None:
                advice = gettext("Pilih tanggal sebelumnya, atau penerusnya: %(unit)s.") % {
                    "unit": successor
                }
            day = date_format(self.valid_to, "j F Y")
            closed = gettext("%(unit)s hanya berlaku sampai %(day)s.") % {"unit": self, "day": day}
            return f"{closed} {advice}"
        if self.valid_from is not None and self.valid_from > first:
            return gettext("%(unit)s baru berlaku sejak %(day)s. Pilih tanggal sesudahnya.") % {
                "unit": self,
                "day": date_format(self.valid_from, "j F Y"),
            }
        return ""

    def lineage(self) -> list[str]:
        """The paths of this unit and of all above it."""
        return [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]


class UnitOwnedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit: ``model.unit_lookup`` leads to it."""

    def visible_to(self, user: Holder) -> Self:
        """The rows ``user`` may see, by role and unit, or because they were shared one by one."""
        return self.where(user, scope.permission("view", self.model))

    def where(self, user: Holder, perm: str) -> Self:
        lookup = getattr(self.model, "unit_lookup", "unit")
        return self.filter(scope.reached(user, perm, self.model, lookup))

    def where_one_of(self, user: Holder, cases: Iterable[tuple[Q, str]]) -> Self:
        """Rows of which each case has its own permission: those where ``user`` holds it.

        The units of all cases come first, for they alone lead to an index; where they are the same
        ones, they are not asked for twice, which would look twice as rare.
        """
        lookup = getattr(self.model, "unit_lookup", "unit")
        anywhere = mine = any_case = scope.NOTHING
        conditions: list[Q] = []
        for case, perm in cases:
            condition = scope.reached(user, perm, self.model, lookup)
            if condition == scope.NOTHING:
                continue
            anywhere, any_case = anywhere | condition, any_case | case
            mine |= case & condition
            conditions.append(condition)
        if all(each == conditions[0] for each in conditions):
            return self.filter(*conditions[:1] or [scope.NOTHING]).filter(any_case)
        return self.filter(anywhere).filter(mine)

    def of_unit(self, unit: Unit) -> Self:
        """Those of ``unit`` itself, without the units below it."""
        return self.filter(**{getattr(self.model, "unit_lookup", "unit"): unit})

    def in_subtree(self, unit: Unit) -> Self:
        lookup = getattr(self.model, "unit_lookup", "unit")
        return self.filter(**{f"{lookup}__path__startswith": unit.path})
