"""How a milestone goes from its preparation to a decision: of the unit's lead, or one recorded."""

from collections.abc import Collection
from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.moves import Decisions, Move, State, decisions
from zona_integritas.road.stages import Recorder, Verdict


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Belum diajukan")
    SUBMITTED = State.SUBMITTED, _("Menunggu keputusan")
    RETURNED = State.RETURNED, _("Dikembalikan")
    APPROVED = State.APPROVED, _("Selesai")


#   open ──submit──▶ submitted ──approve──▶ approved       the unit's own head decides
#
#   open ──complete──▶ approved ──reopen──▶ open           follows from the unit's sheet (ADR 129)
#
#   open ──submit──▶ submitted ──record: lolos──▶ approved       another decides (ADR 97)
#    ▲                │  ▲  └────record: dibawa ke panel──▶ submitted
#    └──record: dibina┘  └───────correct──────── approved

DECISIONS = decisions(
    submit=_("Ajukan ke ketua tim"), approve=_("Setujui"), return_note=_("Alasan pengembalian")
)

#: Done by the sheet that the unit handed in, which has hands and a decider of its own (ADR 129).
COMPLETE = Move(
    "complete", _("Selesaikan dengan LKE"), gettext_noop("menyelesaikan dengan LKE"),
    (State.DRAFT, State.RETURNED, State.SUBMITTED), State.APPROVED,
    stamp="approved", freezes=True, approves=True, follows=True, asks="submit",
)  # fmt: skip
#: The same opened again, which follows from opening or returning the sheet.
OPEN_WITH_SHEET = replace(DECISIONS.reopen, sets=(("sheet", None),))
_FOLLOWED = replace(DECISIONS, approved=_("diselesaikan dengan LKE"))
#: What a sheet did was approved by nobody, and is opened there and nowhere else; by whether it is
#: done still.
DONE_BY_SHEET = {
    True: replace(_FOLLOWED, reopen=replace(DECISIONS.reopen, sources=())),
    False: _FOLLOWED,
}
#: What a submitted milestone waits for, by who records its decision.
WAITING_FOR = {
    None: _("Menunggu persetujuan ketua tim"),
    Recorder.TPI: _("Menunggu keputusan TPI"),
    Recorder.ECHELON_ONE: _("Menunggu keputusan unit eselon I"),
    Recorder.BUREAU: _("Menunggu keputusan dicatat biro"),
}


def record_move(
    recorder: Recorder, verdict: str, sources: Collection[str] = (State.SUBMITTED,)
) -> Move:
    """Keeping a decision that says ``verdict``; what it asks for is done on a page of its own."""
    move = Move(
        "record", _("Catat keputusan"), gettext_noop("mencatat keputusan"),
        sources, State.SUBMITTED,
        not_by=("submitted_hands",), asks=f"record_{recorder}", has_form=True,
    )  # fmt: skip
    if verdict == Verdict.PASSED:
        return replace(move, target=State.APPROVED, stamp="approved", approves=True)
    if verdict == Verdict.COACHED:
        return replace(
            move, target=State.RETURNED, stamp="returned", needs_note=True,
            note_field="return_reason",
        )  # fmt: skip
    return move


def correct_move(recorder: Recorder) -> Move:
    """Keeping it anew where it was kept wrongly; the older record stays."""
    return replace(
        record_move(recorder, Verdict.TO_PANEL, (State.APPROVED, State.RETURNED)),
        verb="correct", label=_("Perbaiki catatan keputusan"),
        phrase=gettext_noop("memperbaiki catatan keputusan"), style="secondary",
    )  # fmt: skip


def recorded(recorder: Recorder) -> Decisions:
    """The decisions of a step that ``recorder`` keeps: the unit hands over, and passes nothing."""
    asks = f"record_{recorder}"
    return Decisions(
        submit=replace(DECISIONS.submit, label=_("Serahkan untuk diputuskan")),
        approve=record_move(recorder, Verdict.PASSED),
        send_back=replace(DECISIONS.send_back, asks=asks),
        withdraw=DECISIONS.withdraw,
        reopen=replace(DECISIONS.reopen, asks=asks),
    )


RECORDED = {recorder: recorded(recorder) for recorder in Recorder}
#: The same where it lies before the panel: it is neither taken back nor returned meanwhile.
BEFORE_PANEL = {
    recorder: replace(
        moves,
        withdraw=replace(moves.withdraw, sources=()),
        send_back=replace(moves.send_back, sources=()),
    )
    for recorder, moves in RECORDED.items()
}
