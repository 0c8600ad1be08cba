"""The order in which the demo data is written: reference tables, people, 2019, the rest."""

from __future__ import annotations

import io
from datetime import date

from django.core.management import call_command
from django.db import transaction

from dashboards.rollups import recounts
from reformasi.audit import trail
from reformasi.organisation.models import User

from . import accounts, calendar, candidates, letters, origin, personal, sheets, work

#: Tables that come with the portal; each command may run again and changes nothing in use.
REFERENCE = ("load_units", "load_reform_areas", "load_instruments", "load_milestones")


def is_loaded() -> bool:
    """Whether there is a demo account: ``load`` is one transaction, so then all of it is there."""
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def load(today: date) -> None:
    """Write all of it, as things stand on ``today``; call it on a database without demo data."""
    for command in REFERENCE:
        call_command(command, verbosity=0, stdout=io.StringIO())
    with trail.coming_from("manage.py demo"):
        cast = accounts.create()
        calendar.set_periods(today, by=cast["admin"])
        recommendations = letters.record_all(cast, today)
        event = origin.hold_event(cast, recommendations)
        origin.declare_candidate(cast, event)
        work.plan_and_act(cast, recommendations, today)
        calendar.close_quarters(today.year, by=cast["admin"])
        work.fill_library(cast, today)
        candidates.walk(cast, today)
        sheets.begin(cast, today)
        letters.request_report(cast)
        personal.ask(cast, today)
    recounts.work_off()
