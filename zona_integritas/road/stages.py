"""Predicates, stages, deciders and the order of steps, as data. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Predicate(TextChoices):
    """What a candidate aims at: 90/2021 h. 57-58 says "Menuju WBK" and "Menuju WBBM"."""

    WBK = "WBK", _("WBK")
    WBBM = "WBBM", _("WBBM")


class PriorPredicate(TextChoices):
    """The predicate that the unit already holds."""

    NONE = "", _("Belum ada")
    WBK = "WBK", _("Menuju WBK")
    WBBM = "WBBM", _("Menuju WBBM")


class AppliesTo(TextChoices):
    BOTH = "both", _("WBK dan WBBM")
    WBK = "WBK", _("WBK saja")
    WBBM = "WBBM", _("WBBM saja")


class Stage(TextChoices):
    """The stages of 90/2021; 52/2014 has some of them, and ``national_evaluation``."""

    DECLARATION = "declaration", _("Pencanangan")
    UNIT_DESIGNATION = "unit_designation", _("Penetapan unit kerja")
    DEVELOPMENT = "development", _("Pembangunan")
    SELF_ASSESSMENT = "self_assessment", _("Penilaian mandiri")
    PRELIMINARY_ASSESSMENT = "preliminary_assessment", _("Penilaian pendahuluan")
    TPI_EVALUATION = "tpi_evaluation", _("Evaluasi TPI")
    PROPOSAL = "proposal", _("Pengusulan")
    PRE_EVALUATION = "pre_evaluation", _("Pra-evaluasi TPN")
    NATIONAL_EVALUATION = "national_evaluation", _("Reviu dan evaluasi nasional")
    DESK_EVALUATION = "desk_evaluation", _("Desk evaluasi")
    FIELD_EVALUATION = "field_evaluation", _("Evaluasi lapangan")
    CLEARANCE_PANEL = "clearance_panel", _("Clearance dan panel")
    EVALUATION_REPORT = "evaluation_report", _("Laporan hasil evaluasi")
    CONFERRAL = "conferral", _("Penetapan predikat")
    MONITORING = "monitoring", _("Pemantauan")
    REVOCATION = "revocation", _("Pencabutan")


#: Stages whose steps may be done side by side; in the others each step waits for the one before.
PARALLEL = {Stage.DECLARATION, Stage.DEVELOPMENT, Stage.FIELD_EVALUATION, Stage.MONITORING}
#: Stages after the predicate. The road towards it does not count them, and nothing waits for them:
#: a predicate can be revoked before a monitoring report is due.
AFTER_CONFERRAL = {Stage.MONITORING, Stage.REVOCATION}
#: Stages that may never come.
CONTINGENT = {Stage.REVOCATION}
#: An echelon I unit goes straight to TPI (90/2021 h. 40-41).
NOT_FOR_ECHELON_ONE = {Stage.PRELIMINARY_ASSESSMENT}


class Decider(TextChoices):
    """Who decides a step under its rules; most sit outside the portal."""

    HEAD_OF_UNIT = "head_of_unit", _("Kepala unit")
    HEAD_OF_ECHELON_ONE = "head_of_echelon_one", _("Kepala unit eselon I")
    HEAD_OF_INSTITUTION = "head_of_institution", _("Pimpinan instansi")
    TPI = "tpi", _("Tim Penilai Internal (TPI)")
    TPN = "tpn", _("Tim Penilai Nasional (TPN)")
    PANRB = "panrb", _("Kementerian PANRB")
    MINISTER_PANRB = "minister_panrb", _("Menteri PANRB")


class Recorder(TextChoices):
    """Who writes down in the portal what another decided on a step: never the unit itself."""

    TPI = "tpi", _("ketua TPI")
    ECHELON_ONE = "echelon_one", _("penilai pendahuluan")
    BUREAU = "bureau", _("biro")


#: Deciders that have a role in the portal; the bureau records for all others.
RECORDERS = {Decider.TPI: Recorder.TPI, Decider.HEAD_OF_ECHELON_ONE: Recorder.ECHELON_ONE}


class Verdict(TextChoices):
    """What the decider of a step says of the unit. See ADR 0097."""

    PASSED = "passed", _("Lolos")
    COACHED = "coached", _("Dibina")
    TO_PANEL = "to_panel", _("Dibawa ke panel")


#: Where the third verdict can fall: the panel, which is the next stage, decides then.
BEFORE_PANEL = {Stage.FIELD_EVALUATION}


class StepLike(Protocol):
    """What the order of steps depends on."""

    @property
    def order(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def applies_to(self) -> str: ...


def comes_first(earlier: StepLike, later: StepLike) -> bool:
    """Whether ``later`` cannot be submitted before ``earlier`` is approved. See ADR 0061."""
    if earlier.order >= later.order:
        return False
    if earlier.stage == later.stage:
        return later.stage not in PARALLEL
    return earlier.stage not in AFTER_CONFERRAL


def applies(step: StepLike, *, target: str, echelon: str) -> bool:
    """Whether a candidate for ``target`` whose unit has ``echelon`` takes ``step``."""
    if echelon == "I" and step.stage in NOT_FOR_ECHELON_ONE:
        return False
    return step.applies_to in (AppliesTo.BOTH, target)


def recorder_of(deciders: Collection[str]) -> Recorder | None:
    """Who records the decision of ``deciders``; None where the unit's own head may decide."""
    if Decider.HEAD_OF_UNIT in deciders:
        return None
    in_portal = (RECORDERS[decider] for decider in RECORDERS if decider in deciders)
    return next(in_portal, Recorder.BUREAU)


def verdicts(stage: str) -> list[Verdict]:
    """The verdicts that a step of ``stage`` can have."""
    return [one for one in Verdict if one != Verdict.TO_PANEL or stage in BEFORE_PANEL]


def waits_for(earlier: StepLike, later: StepLike, *, before_panel: bool) -> bool:
    """Whether ``later`` waits for ``earlier``, which is not approved.

    What was brought before the panel leaves the way to the panel open, and no further.
    """
    to_panel = before_panel and later.stage == Stage.CLEARANCE_PANEL
    return comes_first(earlier, later) and not to_panel


def decider_label(roles: Iterable[str]) -> str:
    """The names of the deciders: any one of several may decide."""
    return alternatives(str(Decider(role).label) for role in roles)


def alternatives(names: Iterable[str]) -> str:
    """The names joined by "or"."""
    return str(_(" atau ")).join(names)


def blocked_by(steps: Sequence[object]) -> str:
    """Why a step cannot be submitted yet, naming what to finish first; "" if it can."""
    if not steps:
        return ""
    if len(steps) == 1:
        return _("Terkunci: selesaikan dahulu %(step)s") % {"step": steps[0]}
    return ngettext(
        "Terkunci: %(count)s tahap harus selesai dahulu, terdekat %(step)s",
        "Terkunci: %(count)s tahap harus selesai dahulu, terdekat %(step)s",
        len(steps),
    ) % {"count": len(steps), "step": steps[0]}
