"""Every write to assessments: their answers, remarks, people in charge, and their layers' moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pghistory
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluations.instruments.models import Instrument, specification_of
from evaluations.scoring import Kind, ScoringError, read_answer
from evaluations.scoring.answers import written
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused, StaleForm
from reformasi.organisation.actions import require_valid
from reformasi.organisation.models import Unit, User
from reformasi.ui.text import shorten
from reformasi.workflow.decisions import decide
from reformasi.workflow.models import Stateful
from reformasi.workflow.moves import Move
from reformasi.workflow.versions import keep_content, lock, moved_on

from .models import Answer, Assessment, AssessmentLayer, PersonInCharge, Remark, Written
from .workflow import LayerKind

ASSIGNED = gettext_noop("mengubah penanggung jawab pada")
FILLED = gettext_noop("mengisi")
#: What follows from a move of a layer in the apps above, in the same transaction.
Follower = Callable[[AssessmentLayer, Move, AbstractBaseUser], None]
_followers: list[Follower] = []


class AlreadyAssessed(Refused):
    """The unit has a sheet of this instrument for this year."""


class RemarkChanged(StaleForm):
    """Another wrote the same remark after the page was opened; ``current`` is what stands now."""

    def __init__(self, current: Remark) -> None:
        reason = _("%(person)s sudah mengubahnya sejak Anda membukanya.")
        super().__init__(reason % {"person": current.writer}, verb="change", target=current)
        self.current = current


def follow(follower: Follower) -> None:
    """Let an app above act on each move of a layer."""
    _followers.append(follower)


@transaction.atomic
def create_assessment(
    *,
    unit: Unit,
    year: int,
    instrument: Instrument,
    by: User,
    group: str = "",
    is_sample: bool = False,
) -> Assessment:
    """Lay out the sheet of a unit, with a blank answer for all that is asked.

    ``group`` is the code of the group of institutions whose weights hold, where there are any.

    Raises:
        UnknownGroup, MissingGroup: the instrument has other groups.
        AlreadyAssessed: there is one.
        UnitClosed: the unit does not stand today.
    """
    today = timezone.localdate()
    require_valid(unit, today, today, verb="create")
    specification = specification_of(instrument, group)
    specification.require_group()
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                unit=unit,
                year=year,
                instrument=instrument,
                group=group,
                created_by=by,
                is_sample=is_sample,
            )
    except IntegrityError as error:
        if not Assessment.objects.filter(unit=unit, year=year, instrument=instrument).exists():
            raise
        reason = _("LKE %(unit)s tahun %(year)s dengan instrumen ini sudah ada. Buka dari daftar.")
        raise AlreadyAssessed(
            reason % {"unit": unit, "year": year}, verb="create", target=unit
        ) from error
    layer = AssessmentLayer.objects.create(assessment=assessment, kind=LayerKind.SELF)
    Answer.objects.bulk_create(
        Answer(layer=layer, code=node.code)
        for node in specification.nodes
        if node.is_question or node.kind is Kind.INPUT
    )
    keep_content(layer, by=by, wrote=False)
    trail.record("create", assessment, by=by)
    return assessment


@dataclass(frozen=True)
class Filling:
    """What is given for one code: its value as a person writes it, its official note, and the
    version of the answer that this replaces."""

    value: str
    note: str
    version: int


@dataclass(frozen=True)
class Filled:
    """What became of the fillings, each by its code; ``answers`` are those that were asked for, as
    they stand now."""

    answers: Mapping[str, Answer]
    changed: tuple[str, ...]
    refused: Mapping[str, ScoringError]
    conflicts: tuple[str, ...]


@transaction.atomic(savepoint=False)  # an autosave has few statements to spare
def change_answers(
    *, layer: AssessmentLayer, fillings: Mapping[str, Filling], by: User | None
) -> Filled:
    """Write what fits its question and what nobody else wrote meanwhile, each answer by itself.

    Nothing is written where nothing differs, whatever its version: what is sent again after a lost
    line finds itself. An autosave is no act: the row history remembers it, the trail does not.
    ``by=None`` is the operator at the command line.

    Raises:
        MoveNotAllowed: the layer is not being filled in any more.
    """
    current = lock(layer)  # one writer of the sheet after another, each for a moment
    require_open_sheet(current)
    answers = {row.code: row for row in layer.answers.filter(code__in=fillings).order_by()}
    changed, conflicts, refused = [], [], {}
    for code, filling in fillings.items():
        try:
            answer = read_answer(layer.assessment.specification, code, filling.value)
        except ScoringError as error:
            refused[code] = error
            continue
        values = {"value": written(answer), "note": filling.note}
        outcome = _write(answers[code], values, filling.version, by)
        if outcome is None:
            conflicts.append(code)
        elif outcome:
            changed.append(code)
    if changed:
        _keep_content(current, by)
    return Filled(answers, tuple(changed), refused, tuple(conflicts))


def require_open_sheet(layer: AssessmentLayer) -> None:
    """Refuse what would be written into a sheet that is handed in.

    Raises:
        MoveNotAllowed: the layer is not being filled in any more.
    """
    if not layer.is_editable:
        raise MoveNotAllowed(moved_on(layer), verb="change", target=layer, phrase=FILLED)


@transaction.atomic
def import_answers(
    *, layer: AssessmentLayer, fillings: Mapping[str, Filling], name: str, by: User | None
) -> Filled:
    """Write what was taken from the file or sheet ``name``, as ``change_answers`` does: one act.

    Raises:
        MoveNotAllowed: the layer is not being filled in any more.
    """
    filled = change_answers(layer=layer, fillings=fillings, by=by)
    if filled.changed:
        with translation.override(settings.LANGUAGE_CODE):  # as all that the trail keeps
            count = _("%(count)d jawaban") % {"count": len(filled.changed)}
        trail.record("import", layer, by=by, note=f"{shorten(name, 200)}, {count}")
    return filled


def _keep_content(layer: AssessmentLayer, by: User | None) -> None:
    """As ``keep_content``; before it is handed in for the first time nothing compares the hash, and
    working it out would cost more than the answer."""
    if layer.submitted_snapshot_id:
        keep_content(layer, by=by, content=AssessmentLayer.frozen.content(layer))  # locked already
    elif by is not None and by.pk not in layer.writers:
        writers = sorted({*layer.writers, by.pk})
        AssessmentLayer.objects.filter(pk=layer.pk).update(writers=writers)


def _write(
    row: Written, values: Mapping[str, object], version: int, by: User | None
) -> bool | None:
    """Write ``values`` into the locked ``row``: whether they are new; None where another wrote it
    since ``version``."""
    if all(getattr(row, name) == value for name, value in values.items()):
        return False
    if row.version != version:
        return None
    hands = {"written_by": by, "written_at": timezone.now(), "version": version + 1}
    for name, value in {**values, **hands}.items():
        setattr(row, name, value)
    with pghistory.context(verb="change", actor=str(by.pk) if by else ""):
        type(row)._base_manager.filter(pk=row.pk).update(**values, **hands)
    return True


@transaction.atomic
def change_remark(*, answer: Answer, text: str, is_done: bool, version: int, by: User) -> Remark:
    """Write the unit's working remark on a question; it may change in every state of the sheet.

    ``version`` 0 stands for a remark that nobody has written yet.

    Raises:
        RemarkChanged: another wrote it first.
    """
    lock(answer)  # two first remarks at once
    remark, _created = Remark.objects.get_or_create(answer=answer)
    if _write(remark, {"text": text, "is_done": is_done}, version or 1, by) is None:
        raise RemarkChanged(remark)
    return remark


@transaction.atomic
def set_people(*, assessment: Assessment, people: Mapping[str, User | None], by: User) -> None:
    """Say who sees to which area or question, by code; None takes it back.

    Raises:
        UnknownCode: the instrument has no such code.
    """
    lock(assessment)
    present = {row.code: row for row in assessment.people.select_related("person")}
    changes: dict[str, list[object]] = {}
    for code, person in people.items():
        assessment.specification.node(code)
        row = present.get(code)
        old = row.person if row else None
        if old == person:
            continue
        changes[code] = [str(old) if old else None, str(person) if person else None]
        if row and person is None:
            row.delete()
        elif person is not None:
            PersonInCharge.objects.update_or_create(
                assessment=assessment, code=code, defaults={"person": person}
            )
    if changes:
        trail.record("change", assessment, by=by, phrase=ASSIGNED, note=", ".join(sorted(changes)))


@transaction.atomic
def decide_layer(
    obj: Stateful, move: Move, *, by: AbstractBaseUser, note: str = "", version: int | None = None
) -> AssessmentLayer:
    """Make a move of a layer, with all that follows from it in the apps above.

    Raises:
        Refused: as ``decide`` does; WindowClosed, Incomplete.
    """
    if not isinstance(obj, AssessmentLayer):
        raise TypeError(obj)
    decide(obj, move, by=by, note=note, version=version)
    for follower in _followers:
        follower(obj, move, by)
    return obj
