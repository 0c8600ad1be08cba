"""Which event a declaration was held at."""

from __future__ import annotations

from typing import cast

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from programs.activities.models import Activity, ActivityKind, ActivityQuerySet
from reformasi.organisation.models import Unit, User
from reformasi.organisation.offering import Offer
from reformasi.ui.choosing import NAMED, Naming
from zona_integritas.candidates.models import Candidate


class EventNaming(Naming[Activity]):
    """By title."""

    placeholder = gettext_lazy("Judul sosialisasi")

    def note(self, row: Activity) -> str:
        return date_format(row.date, "j F Y") if row.date else ""

    def place(self, row: Activity) -> tuple[int | str, ...]:
        return (-row.date.toordinal() if row.date else 0, -row.pk)

    def named(self, rows: QuerySet[Activity], text: str) -> list[Activity]:
        return list(rows.filter(title__iexact=text)[: NAMED + 1])

    def matching(self, rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
        return cast(ActivityQuerySet, rows).matching(text)


def events_near(unit: Unit, user: User) -> QuerySet[Activity]:
    """The socialization events that ``user`` sees of ``unit``, and of those above and below it."""
    near = Q(unit__path__startswith=unit.path) | Q(unit__path__in=unit.lineage())
    visible: QuerySet[Activity] = Activity.objects.visible_to(user)
    return visible.filter(near, kind=ActivityKind.SOSIALISASI).order_by("-date", "-pk")


def _near(user: User, of: int) -> QuerySet[Activity]:
    """Of one candidate."""
    visible = Candidate.objects.visible_to(user)
    candidate = visible.select_related("unit").filter(pk=of).first()
    return events_near(candidate.unit, user) if candidate else Activity.objects.none()


EVENTS = Offer("sosialisasi", EventNaming(), _near)
