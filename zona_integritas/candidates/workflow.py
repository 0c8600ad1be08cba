"""How a milestone goes from its preparation to a record that the team lead vouches for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reformasi.workflow.moves import State, decisions


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Belum diajukan")
    SUBMITTED = State.SUBMITTED, _("Menunggu persetujuan ketua tim")
    RETURNED = State.RETURNED, _("Dikembalikan")
    APPROVED = State.APPROVED, _("Selesai")


DECISIONS = decisions(
    submit=_("Ajukan ke ketua tim"), approve=_("Setujui"), return_note=_("Alasan pengembalian")
)
