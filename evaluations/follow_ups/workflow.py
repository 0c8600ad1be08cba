"""How a follow-up goes from a task to a verified fact, and how more time is asked for."""

from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.moves import Move, State, decisions


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Belum dilaporkan")
    SUBMITTED = State.SUBMITTED, _("Menunggu verifikasi biro")
    RETURNED = State.RETURNED, _("Dikembalikan biro")
    APPROVED = State.APPROVED, _("Terverifikasi")


class Verdict(TextChoices):
    """What a verification says; kept with it."""

    DONE = "done", _("Sesuai")
    EXCUSED = "excused", _("Tidak dapat ditindaklanjuti")


class Outcome(TextChoices):
    """The four states of auditors, for a follow-up and for a recommendation (ADR 99)."""

    DONE = Verdict.DONE, _("Sesuai")
    PARTIAL = "partial", _("Belum sesuai")
    UNTOUCHED = "untouched", _("Belum ditindaklanjuti")
    EXCUSED = Verdict.EXCUSED, _("Tidak dapat ditindaklanjuti")


_moves = decisions(
    submit=_("Laporkan ke biro"),
    submit_phrase=gettext_noop("melaporkan"),
    approve=_("Verifikasi: sesuai"),
    approve_phrase=gettext_noop("memverifikasi"),
    approved=_("diverifikasi"),
    return_note=_("Apa yang masih kurang?"),
)
DECISIONS = replace(
    _moves,
    approve=replace(_moves.approve, sets=(("verdict", Verdict.DONE),)),
    reopen=replace(
        _moves.reopen,
        sets=(
            ("verdict", ""),
            ("excuse_reason", ""),
            ("excuse_decider", ""),
            ("excuse_letter", ""),
            ("excuse_date", None),
        ),
    ),
)
#: Verified as what cannot be done, by the decision of an official.
EXCUSE = replace(
    _moves.approve,
    verb="excuse",
    label=_("Tidak dapat ditindaklanjuti"),
    phrase=gettext_noop("memverifikasi tidak dapat ditindaklanjuti:"),
    sets=(("verdict", Verdict.EXCUSED),),
    needs_note=True,
    note_field="excuse_reason",
    asks="approve",
    has_form=True,
    style="secondary",
)
#: The same where the unit reported nothing, because it cannot.
RECORD = replace(
    EXCUSE,
    verb="record",
    label=_("Catat: tidak dapat ditindaklanjuti"),
    phrase=gettext_noop("mencatat tidak dapat ditindaklanjuti:"),
    sources=State.EDITABLE,
    freezes=True,
)


class RequestStatus(TextChoices):
    ASKED = "asked", _("Menunggu jawaban biro")
    GRANTED = "granted", _("Dikabulkan")
    DECLINED = "declined", _("Tidak dikabulkan")
    WITHDRAWN = "withdrawn", _("Ditarik kembali")


GRANT = Move(
    "grant", _("Kabulkan"), gettext_noop("mengabulkan"),
    (RequestStatus.ASKED,), RequestStatus.GRANTED, stamp="decided", not_by=("asked_by",),
)  # fmt: skip
DECLINE = Move(
    "decline", _("Tolak"), gettext_noop("menolak"),
    (RequestStatus.ASKED,), RequestStatus.DECLINED, stamp="decided", not_by=("asked_by",),
    needs_note=True, note_label=_("Mengapa tidak dikabulkan?"), note_field="decision_note",
    asks="grant", style="danger",
)  # fmt: skip
WITHDRAW = Move(
    "withdraw", _("Tarik kembali"), gettext_noop("menarik kembali"),
    (RequestStatus.ASKED,), RequestStatus.WITHDRAWN, only_by="asked_by", asks="add",
    style="secondary",
)  # fmt: skip
REQUEST_MOVES = (GRANT, DECLINE, WITHDRAW)
