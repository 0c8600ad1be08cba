"""Every write to letters, findings and recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation.actions import require_valid
from reformasi.organisation.models import Unit, User
from reformasi.workflow.models import Decidable
from reformasi.workflow.parts import delete_others, write_parts
from reformasi.workflow.uses import uses_of
from reformasi.workflow.versions import edit, keep_content, lock

from .models import ComponentValue, Finding, MinisterialLetter, Recommendation


class AlreadyRecorded(Refused):
    """The unit has a letter with this number in this year; ``target`` is that letter."""


class LetterText(TypedDict):
    """What stands in a letter."""

    number: str
    date: date
    subject: str
    evaluated_year: int
    follow_up_deadline: NotRequired[date | None]
    summary: NotRequired[str]


class NewLetter(LetterText):
    """The columns of a letter; ``unit`` is the one that keeps it."""

    unit: Unit
    is_sample: NotRequired[bool]


@contextmanager
def _number_once(letter: NewLetter, verb: str) -> Iterator[None]:
    """Turn the refusal of the database into one with a message.

    Two people who save the same letter at once both pass the check of the form; the unique
    constraint stops the second.

    Raises:
        AlreadyRecorded: the number is taken.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        same = MinisterialLetter.objects.numbered(letter["number"], letter["unit"], letter["date"])
        if twin := same.first():
            raise AlreadyRecorded(already_recorded(twin), verb=verb, target=twin) from error
        raise


def already_recorded(letter: MinisterialLetter) -> str:
    """What to say to somebody who records ``letter`` once more."""
    return _(
        "Surat %(number)s tahun %(year)s sudah tercatat (hal: %(subject)s). "
        "Buka surat itu, atau periksa nomornya."
    ) % {"number": letter.number, "year": letter.date.year, "subject": letter.subject}


@transaction.atomic
def create_letter(
    *, by: User | None, addressees: Iterable[Unit], **fields: Unpack[NewLetter]
) -> MinisterialLetter:
    """Record a letter as it arrived.

    Raises:
        AlreadyRecorded: its number is taken in this unit and year.
        UnitClosed: an addressee did not stand on the day of the letter.
    """
    addressees = list(addressees)
    _require_standing(addressees, fields["date"], "create")
    with _number_once(fields, "create"):
        letter = MinisterialLetter.objects.create(**fields)
    letter.addressees.set(addressees)
    trail.record("create", letter, by=by)
    return letter


@transaction.atomic
def change_letter(
    *,
    letter: MinisterialLetter,
    by: User,
    version: int,
    addressees: Iterable[Unit],
    **fields: Unpack[NewLetter],
) -> MinisterialLetter:
    """Edit a letter; who reads it follows its addressees, so their change is on the trail.

    Raises:
        StaleForm: somebody changed the letter since ``version``.
        AlreadyRecorded: its new number is taken in this unit and year.
        UnitClosed: a new addressee did not stand on the day of the letter.
    """
    addressees, present = list(addressees), set(letter.addressees.all())
    _require_standing(set(addressees) - present, fields.get("date", letter.date), "change")
    with _number_once(fields, "change"):
        edit(letter, fields, by=by, version=version)
    before = _names(letter.addressees.all())
    letter.addressees.set(addressees)
    after = _names(letter.addressees.all())
    if after != before:
        changes = {"addressees": [before, after]}
        trail.record(
            "addressees",
            letter,
            by=by,
            phrase=gettext_noop("mengubah unit yang dituju"),
            changes=changes,
        )
    return letter


def _require_standing(units: Iterable[Unit], day: date, verb: str) -> None:
    for unit in units:
        require_valid(unit, day, day, verb=verb)


def _names(units: Iterable[Unit]) -> str:
    return "; ".join(map(str, units))


@transaction.atomic
def set_components(
    *, letter: MinisterialLetter, rows: Iterable[Mapping[str, object]], by: User, version: int
) -> None:
    """Write the component table of a letter; a row that is gone from ``rows`` is deleted.

    Raises:
        StaleForm: somebody changed the letter or its table since ``version``.
        StillInUse: a finding is about a row that would be deleted.
    """
    edit(letter, {}, by=by, version=version)
    before = letter.components.count()
    parts = [{**row, "position": position} for position, row in enumerate(rows, 1)]
    kept = write_parts(letter.components, parts)
    delete_others(letter.components, kept, of=letter, by=by)
    trail.record(
        "components",
        letter,
        by=by,
        phrase=gettext_noop("menulis nilai komponen"),
        changes={"jumlah komponen": [before, len(kept)]},
    )


@transaction.atomic
def create_finding(
    *,
    letter: MinisterialLetter,
    description: str,
    recommendations: Iterable[str],
    by: User | None,
    component: ComponentValue | None = None,
) -> Finding:
    """Add a finding with its recommendations; it takes the next number of the letter."""
    lock(letter)  # two at once would take the same number
    last = letter.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(
        letter=letter, number=last + 1, component=component, description=description
    )
    for number, text in enumerate(recommendations, 1):
        Recommendation.objects.create(finding=finding, number=number, text=text)
    trail.record(
        "finding", letter, by=by, phrase=gettext_noop("mencatat temuan pada"), note=description
    )
    return finding


@dataclass(frozen=True)
class RecommendationRow:
    """One recommendation as typed; ``id`` is the key of the one that is changed."""

    text: str
    id: int | None = None


@transaction.atomic
def change_finding(
    *,
    finding: Finding,
    description: str,
    recommendations: Sequence[RecommendationRow],
    by: User,
    version: int,
    component: ComponentValue | None = None,
) -> Finding:
    """Rewrite a finding; its recommendations take the order given and keep what hangs on them.

    Raises:
        StaleForm: somebody changed the letter or its findings since ``version``.
        StillInUse: a recommendation would disappear from under what answers it.
    """
    edit(finding.letter, {}, by=by, version=version)
    changes: trail.Changes = {}
    if finding.description != description:
        changes["temuan"] = [finding.description, description]
    finding.description, finding.component = description, component
    finding.save(update_fields=["description", "component"])
    before = {row.pk: row for row in finding.recommendations.all()}
    rows = [{**vars(row), "number": place} for place, row in enumerate(recommendations, 1)]
    kept = write_parts(finding.recommendations, rows)
    gone = delete_others(finding.recommendations, kept, of=finding.letter, by=by)
    changes |= _rewritten(before, kept, gone)
    for use in (use for row in kept for use in uses_of(row)):
        if isinstance(use, Decidable):  # its recommendation may read otherwise now
            keep_content(use, by=by, wrote=False)
    trail.record(
        "finding",
        finding.letter,
        by=by,
        phrase=gettext_noop("mengubah temuan pada"),
        changes=changes,
    )
    return finding


def _rewritten(
    before: Mapping[int, Recommendation],
    kept: Iterable[Recommendation],
    gone: Iterable[Recommendation],
) -> trail.Changes:
    """Old and new text of each recommendation that reads otherwise, and new places."""
    changes: trail.Changes = {}
    for row in kept:
        old = before.get(row.pk)
        if old is None or old.text != row.text:
            changes[f"rekomendasi {row.label}"] = [old.text if old else "", row.text]
        if old and old.number != row.number:
            changes[f"nomor “{row.text[:60]}”"] = [old.label, row.label]
    return changes | {f"rekomendasi {row.label} dihapus": [row.text, ""] for row in gone}
