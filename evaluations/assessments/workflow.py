"""The layers of an assessment, and how the unit's own one is handed in and opened again."""

from dataclasses import replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.moves import State, decisions


class LayerKind(TextChoices):
    """Who answers: the later layer prevails, the earlier stays (90/2021 h. 36-56)."""

    SELF = "self", _("Penilaian mandiri")
    PRELIMINARY = "preliminary", _("Penilaian pendahuluan")
    TPI_MEMBER = "tpi_member", _("Anggota TPI")
    TPI_LEAD = "tpi_lead", _("Ketua TPI")
    TPI_DALNIS = "tpi_dalnis", _("Pengendali teknis TPI")
    TPN = "tpn", _("TPN")


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Sedang diisi")
    SUBMITTED = State.SUBMITTED, _("Diserahkan")
    RETURNED = State.RETURNED, _("Dikembalikan")
    APPROVED = State.APPROVED, _("Diterima untuk dinilai")


#   draft ──submit──▶ submitted ──approve──▶ approved
#     ▲ ▲                │  │                   │
#     │ └─────reopen─────┘  return              │
#     │                     ▼                   │
#     │                  returned               │
#     └──────────────reopen─────────────────────┘

_moves = decisions(
    submit=_("Serahkan penilaian mandiri"),
    submit_phrase=gettext_noop("menyerahkan"),
    approve=_("Terima untuk dinilai"),
    approve_phrase=gettext_noop("menerima untuk dinilai"),
    approved=_("diterima"),
    return_note=_("Apa yang perlu diperbaiki?"),
)
DECISIONS = replace(
    _moves,
    # The unit opens its own sheet again also before anybody has taken it up, with a reason.
    reopen=replace(_moves.reopen, sources=(State.SUBMITTED, State.APPROVED), asks="reopen"),
    withdraw=replace(_moves.withdraw, sources=()),
)
