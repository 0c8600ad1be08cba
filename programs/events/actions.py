"""The programme and the attendance list of a socialization event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import TypedDict, Unpack

import pghistory
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from programs.activities.models import Activity, Socialization
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, StaleForm
from reformasi.organisation.models import Unit, User
from reformasi.workflow.parts import delete_others, write_parts
from reformasi.workflow.versions import keep_content, locked

from .models import Attendance, Speaker

PROGRAMME = gettext_noop("mengubah susunan acara")
ATTENDEE = gettext_noop("mencatat peserta pada")
CORRECTED = gettext_noop("memperbaiki data peserta pada")
REMOVED = gettext_noop("menghapus peserta dari")
IMPORTED = gettext_noop("mengimpor daftar hadir")


@dataclass(frozen=True)
class SpeakerRow:
    """One speaker as typed; ``id`` is the key of the row that is changed."""

    name: str
    office: str = ""
    id: int | None = None


@dataclass(frozen=True)
class AgendaRow:
    """One line of the programme; ``speaker`` is a name, new or among the speakers."""

    starts: time
    title: str
    ends: time | None = None
    speaker: str = ""
    id: int | None = None


class AttendeeFields(TypedDict, total=False):
    """One line of the attendance list; what is not given stays, or is blank in a new line."""

    name: str
    nip: str
    office: str
    unit: Unit | None
    unit_name: str
    signed: bool


@transaction.atomic
def set_programme(
    *,
    event: Socialization,
    version: int | None,
    by: User,
    theme: str,
    organiser: str,
    speakers: Sequence[SpeakerRow],
    agenda: Sequence[AgendaRow],
) -> None:
    """Write theme, organiser, speakers and agenda; a speaker named only in the agenda is added.

    Rows with an ``id`` are kept, so that what points to them stays. ``version`` is that of the
    activity when the form was opened; None does not ask.

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
            phrase=PROGRAMME,
        )
    with pghistory.context(verb="programme", actor=str(by.pk)):
        Socialization.objects.filter(pk=event.pk).update(theme=theme, organiser=organiser)
        kept = _write_speakers(event, [*speakers, *(SpeakerRow(one.speaker) for one in agenda)])
        lines = write_parts(
            event.agenda,
            [{**vars(line), "speaker": kept.get(line.speaker)} for line in agenda],
        )
        delete_others(event.agenda, lines, of=activity, by=by)
        delete_others(event.speakers, kept.values(), of=activity, by=by)
        Activity.objects.filter(pk=activity.pk).update(version=F("version") + 1)
        keep_content(activity, by=by)
    event.refresh_from_db()
    trail.record("change", activity, by=by, phrase=PROGRAMME)


def _write_speakers(event: Socialization, rows: Iterable[SpeakerRow]) -> dict[str, Speaker]:
    """The speakers by name, each once, in the order given."""
    keys = dict(event.speakers.values_list("name", "pk"))
    speakers: dict[str, SpeakerRow] = {}
    for row in rows:
        first = speakers.get(row.name)
        if row.name and (first is None or not first.office):
            key = row.id or (first.id if first else keys.get(row.name))
            speakers[row.name] = replace(row, id=key)
    written = write_parts(
        event.speakers,
        [{**vars(row), "position": place} for place, row in enumerate(speakers.values(), 1)],
    )
    return {speaker.name: speaker for speaker in written}


@transaction.atomic
def add_attendee(
    *, event: Socialization, by: User, on_trail: bool = True, **fields: Unpack[AttendeeFields]
) -> Attendance:
    """Add one line to the attendance list; an import records itself once (``record_import``).

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(event, "change")
    attendee: Attendance = Attendance.objects.create(socialization=event, **fields)
    if on_trail:
        keep_content(activity, by=by)
        trail.record("change", activity, by=by, phrase=ATTENDEE, note=attendee.name)
    return attendee


@transaction.atomic
def change_attendee(
    *, attendee: Attendance, by: User, on_trail: bool = True, **fields: Unpack[AttendeeFields]
) -> None:
    """Correct one line; an import records itself once (``record_import``).

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(attendee.socialization, "change")
    with pghistory.context(verb="change", actor=str(by.pk)):
        Attendance.objects.filter(pk=attendee.pk).update(**fields)
    attendee.refresh_from_db()
    if on_trail:
        keep_content(activity, by=by)
        trail.record("change", activity, by=by, phrase=CORRECTED, note=attendee.name)


@transaction.atomic
def remove_attendee(*, attendee: Attendance, by: User) -> None:
    """Take one line out of the list; the row history keeps it.

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    activity = _lock(attendee.socialization, "change")
    with pghistory.context(verb="delete", actor=str(by.pk)):
        Attendance.objects.filter(pk=attendee.pk).delete()
    keep_content(activity, by=by)
    trail.record("change", activity, by=by, phrase=REMOVED, note=attendee.name)


def record_import(*, event: Socialization, rows: int, by: User) -> None:
    """One sentence on the trail for a whole sheet."""
    keep_content(event.activity, by=by)
    note = _("%(rows)s peserta") % {"rows": rows}
    trail.record("import", event.activity, by=by, phrase=IMPORTED, note=note)


def _lock(event: Socialization, verb: str) -> Activity:
    """The activity of ``event``, locked for this transaction, if its lists may be edited now."""
    activity = locked(Activity).get(pk=event.activity_id)
    require_editable(activity, verb)
    return activity


def require_editable(activity: Activity, verb: str) -> None:
    """Refuse ``verb`` when the lists of ``activity`` cannot be edited now.

    Raises:
        MoveNotAllowed: the activity is not a draft any more.
    """
    if not activity.is_editable:
        raise MoveNotAllowed(
            _(
                "Kegiatan ini sekarang “%(status)s”, jadi acara dan daftar hadirnya tidak dapat "
                "diubah. Minta ketua tim mengembalikannya bila memang perlu diperbaiki."
            )
            % {"status": activity.get_status_display()},
            verb=verb,
            target=activity,
        )
