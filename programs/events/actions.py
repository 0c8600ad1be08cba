"""The programme and the attendance list of a socialization event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from programs.activities.models import Activity
from programs.submissions.workflow import EDITABLE
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, StaleForm
from reformasi.organisation.models import User

from .models import AgendaItem, Attendance, Socialization, Speaker

PROGRAMME = gettext_noop("mengubah susunan acara")
ATTENDEE = gettext_noop("mencatat peserta pada")
CORRECTED = gettext_noop("memperbaiki data peserta pada")
REMOVED = gettext_noop("menghapus peserta dari")
IMPORTED = gettext_noop("mengimpor daftar hadir")


@dataclass(frozen=True)
class NewSpeaker:
    name: str
    office: str = ""


@dataclass(frozen=True)
class ProgrammeLine:
    """One line of the programme; ``speaker`` is a name, new or among the speakers."""

    starts: time
    title: str
    ends: time | None = None
    speaker: str = ""


@transaction.atomic
def set_programme(
    *,
    event: Socialization,
    version: int | None,
    by: User,
    theme: str,
    organiser: str,
    speakers: Sequence[NewSpeaker],
    agenda: Sequence[ProgrammeLine],
) -> None:
    """Replace theme, organiser, speakers and agenda; a speaker named only in the agenda is added.

    ``version`` is that of the activity when the form was opened; None does not ask.

    Raises:
        StaleForm: somebody edited the activity or its programme since.
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(event, "change")
    if version is not None and activity.version != version:
        raise StaleForm(
            _("Susunan acara ini sudah diubah orang lain sejak Anda membukanya."),
            verb="change",
            target=activity,
            said=PROGRAMME,
        )
    with pghistory.context(verb="programme", actor=str(by.pk)):
        Socialization.objects.filter(pk=event.pk).update(theme=theme, organiser=organiser)
        event.agenda.all().delete()
        event.speakers.all().delete()
        known = _add_speakers(event, [*speakers, *(NewSpeaker(one.speaker) for one in agenda)])
        AgendaItem.objects.bulk_create(
            AgendaItem(
                socialization=event,
                starts=line.starts,
                ends=line.ends,
                title=line.title,
                speaker=known.get(line.speaker),
            )
            for line in agenda
        )
        Activity.objects.filter(pk=activity.pk).update(version=activity.version + 1, edited_by=by)
    event.refresh_from_db()
    trail.record("change", activity, by=by, said=PROGRAMME)


def _add_speakers(event: Socialization, speakers: Iterable[NewSpeaker]) -> dict[str, Speaker]:
    """The speakers by name, each once, in the order given."""
    offices: dict[str, str] = {}
    for speaker in speakers:
        if speaker.name and not offices.get(speaker.name):
            offices[speaker.name] = speaker.office
    made = Speaker.objects.bulk_create(
        Speaker(socialization=event, position=position, name=name, office=office)
        for position, (name, office) in enumerate(offices.items(), start=1)
    )
    return {speaker.name: speaker for speaker in made}


@transaction.atomic
def add_attendee(
    *, event: Socialization, by: User, on_trail: bool = True, **fields: Any
) -> Attendance:
    """Add one line to the attendance list; an import records itself once (``record_import``).

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(event, "change")
    attendee: Attendance = Attendance.objects.create(socialization=event, **fields)
    if on_trail:
        trail.record("change", activity, by=by, said=ATTENDEE, note=attendee.name)
    return attendee


@transaction.atomic
def change_attendee(*, attendee: Attendance, by: User, **fields: Any) -> None:
    """Correct one line.

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(attendee.socialization, "change")
    with pghistory.context(verb="change", actor=str(by.pk)):
        Attendance.objects.filter(pk=attendee.pk).update(**fields)
    attendee.refresh_from_db()
    trail.record("change", activity, by=by, said=CORRECTED, note=attendee.name)


@transaction.atomic
def remove_attendee(*, attendee: Attendance, by: User) -> None:
    """Take one line out of the list; the row history keeps it.

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(attendee.socialization, "change")
    with pghistory.context(verb="delete", actor=str(by.pk)):
        Attendance.objects.filter(pk=attendee.pk).delete()
    trail.record("change", activity, by=by, said=REMOVED, note=attendee.name)


def record_import(*, event: Socialization, rows: int, by: User) -> None:
    """One sentence on the trail for a whole sheet."""
    words = _("%(rows)s peserta") % {"rows": rows}
    trail.record("import", event.activity, by=by, said=IMPORTED, note=words)


def _lock(event: Socialization, verb: str) -> Activity:
    """The activity of ``event``, held until the end, if its lists may be edited now."""
    activity = Activity.objects.select_for_update().get(pk=event.activity_id)
    require_editable(activity, verb)
    return activity


def require_editable(activity: Activity, verb: str) -> None:
    """Refuse ``verb`` when the lists of ``activity`` cannot be edited now.

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    if activity.status not in EDITABLE:
        raise MoveNotAllowed(
            _(
                "Kegiatan ini sekarang “%(status)s”, jadi acara dan daftar hadirnya tidak dapat "
                "diubah. Minta ketua tim mengembalikannya bila memang perlu diperbaiki."
            )
            % {"status": activity.get_status_display()},
            verb=verb,
            target=activity,
        )
