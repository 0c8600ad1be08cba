"""How an action plan or an activity goes from a draft to an approved, frozen version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.transitions import Move


class Status(TextChoices):
    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Menunggu persetujuan ketua tim")
    RETURNED = "returned", _("Dikembalikan untuk diperbaiki")
    APPROVED = "approved", _("Disetujui")


EDITABLE = {Status.DRAFT, Status.RETURNED}
#: Whoever wrote or submitted it does not decide on it.
OTHER_HANDS = ("submitted_by", "created_by", "edited_by")

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
    {Status.SUBMITTED},
    Status.APPROVED,
    stamp="approved",
    approves=True,
    not_by=OTHER_HANDS,
)
RETURN = Move(
    "return",
    _("Kembalikan"),
    gettext_noop("mengembalikan"),
    {Status.SUBMITTED},
    Status.RETURNED,
    stamp="returned",
    needs_note=True,
    note_label=_("Apa yang perlu diperbaiki?"),
    note_field="return_reason",
    not_by=OTHER_HANDS,
    style="danger",
)
REVISE = Move(
    "revise",
    _("Buka untuk revisi"),
    gettext_noop("membuka kembali untuk revisi"),
    {Status.APPROVED},
    Status.DRAFT,
    needs_note=True,
    note_label=_("Mengapa perlu direvisi?"),
    style="secondary",
)
MOVES = [SUBMIT, APPROVE, RETURN, REVISE]

#   draft ──submit──▶ submitted ──approve──▶ approved
#     ▲                ▲      │                  │
#     │             submit  return               │
#     │                │      ▼                  │
#     │                returned                  │
#     └────────────────revise────────────────────┘
