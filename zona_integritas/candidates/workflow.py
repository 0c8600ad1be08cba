"""Statuses and moves of a milestone, as data."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.transitions import Move


class Status(TextChoices):
    OPEN = "open", _("Belum diajukan")
    SUBMITTED = "submitted", _("Menunggu persetujuan ketua tim")
    RETURNED = "returned", _("Dikembalikan")
    APPROVED = "approved", _("Selesai")


#: In which a milestone may be prepared: evidence attached, plan changed.
EDITABLE = (Status.OPEN, Status.RETURNED)

SUBMIT = Move(
    "submit",
    _("Ajukan ke ketua tim"),
    gettext_noop("mengajukan"),
    EDITABLE,
    Status.SUBMITTED,
    stamp="submitted",
    freezes=True,
)
APPROVE = Move(
    "approve",
    _("Setujui"),
    gettext_noop("menyetujui"),
    (Status.SUBMITTED,),
    Status.APPROVED,
    stamp="approved",
    not_by=("submitted_by",),
    approves=True,
)
RETURN = Move(
    "return",
    _("Kembalikan"),
    gettext_noop("mengembalikan"),
    (Status.SUBMITTED,),
    Status.RETURNED,
    stamp="returned",
    needs_note=True,
    note_label=_("Alasan pengembalian"),
    note_field="return_reason",
    not_by=("submitted_by",),
    style="danger",
)
MOVES = [SUBMIT, APPROVE, RETURN]
