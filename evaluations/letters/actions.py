"""Every write to letters, findings, recommendations and follow-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation.models import Unit, User
from reformasi.workflow.moves import State
from reformasi.workflow.versions import edit, keep_content, lock

from .models import ComponentValue, Finding, FollowUp, MinisterialLetter, Recommendation


class StillInUse(Refused):
    """The row is the ground of something else, so it stays."""


@transaction.atomic
def record_letter(
    *, by: User | None, addressees: Iterable[Unit], **fields: Any
) -> MinisterialLetter:
    """Record a letter as it arrived.

    Raises:
        IntegrityError: its number is known for this unit and year (the form says so before).
    """
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
    **fields: Any,
) -> MinisterialLetter:
    """Edit a letter; who reads it follows its addressees, so their change is on the trail."""
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


def _names(units: Iterable[Unit]) -> str:
    return "; ".join(unit.name for unit in units)


@transaction.atomic
def set_components(
    *, letter: MinisterialLetter, rows: Iterable[Mapping[str, Any]], by: User, version: int
) -> None:
    """Write the component table of a letter; a row that is gone from ``rows`` is deleted.

    Raises:
        StaleForm: somebody changed the letter or its table since ``version``.
    """
    edit(letter, {}, by=by, version=version)
    before, kept = letter.components.count(), []
    for position, row in enumerate(rows, 1):
        values = {**row, "position": position}
        pk = values.pop("id", None)
        component, _created = ComponentValue.objects.update_or_create(
            pk=getattr(pk, "pk", pk), letter=letter, defaults=values
        )
        kept.append(component.pk)
    letter.components.exclude(pk__in=kept).delete()
    trail.record(
        "components",
        letter,
        by=by,
        phrase=gettext_noop("menulis nilai komponen"),
        changes={"jumlah komponen": [before, len(kept)]},
    )


@transaction.atomic
def record_finding(
    *,
    letter: MinisterialLetter,
    description: str,
    recommendations: Iterable[str],
    by: User | None,
    component: ComponentValue | None = None,
) -> Finding:
    """Add a finding with its recommendations, numbered on."""
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


@transaction.atomic
def change_finding(
    *,
    finding: Finding,
    description: str,
    recommendations: list[str],
    by: User,
    version: int,
    component: ComponentValue | None = None,
) -> Finding:
    """Rewrite a finding; a recommendation that has follow-ups cannot be dropped.

    Raises:
        StaleForm: somebody changed the letter or its findings since ``version``.
        StillInUse: a recommendation would disappear from under its follow-ups.
    """
    edit(finding.letter, {}, by=by, version=version)
    changes = {"temuan": [finding.description, description]}
    finding.description, finding.component = description, component
    finding.save(update_fields=["description", "component"])
    for number, text in enumerate(recommendations, 1):
        Recommendation.objects.update_or_create(
            finding=finding, number=number, defaults={"text": text}
        )
    dropped = finding.recommendations.filter(number__gt=len(recommendations))
    if dropped.filter(follow_ups__isnull=False).exists():
        raise StillInUse(
            _("Rekomendasi yang sudah punya tindak lanjut tidak dapat dihapus. Ubah teksnya saja."),
            verb="change",
            target=finding.letter,
        )
    dropped.delete()
    for follow_up in FollowUp.objects.filter(recommendation__finding=finding):
        keep_content(follow_up, by=by, wrote=False)  # its recommendation may read otherwise now
    trail.record(
        "finding",
        finding.letter,
        by=by,
        phrase=gettext_noop("mengubah temuan pada"),
        changes=changes,
    )
    return finding


@transaction.atomic
def plan_follow_up(
    *,
    recommendation: Recommendation,
    unit: Unit,
    action: str,
    due: date,
    by: User | None,
    **fields: Any,
) -> FollowUp:
    """Promise what ``unit`` will do about a recommendation, and by when."""
    follow_up = FollowUp.objects.create(
        recommendation=recommendation, unit=unit, action=action, due=due, **fields
    )
    trail.record("create", follow_up, by=by)
    return follow_up


def change_follow_up(*, follow_up: FollowUp, by: User, version: int, **fields: Any) -> FollowUp:
    """Edit a follow-up that the bureau does not have in hand."""
    edit(follow_up, fields, by=by, version=version, sources=State.EDITABLE)
    return follow_up
