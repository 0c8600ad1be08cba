"""How an action plan or an activity goes from a draft to an approved, frozen version."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reformasi.workflow.moves import State, decisions


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Draf")
    SUBMITTED = State.SUBMITTED, _("Menunggu persetujuan ketua tim")
    RETURNED = State.RETURNED, _("Dikembalikan untuk diperbaiki")
    APPROVED = State.APPROVED, _("Disetujui")


DECISIONS = decisions(
    submit=_("Ajukan ke ketua tim"),
    approve=_("Setujui"),
    return_note=_("Apa yang perlu diperbaiki?"),
)
