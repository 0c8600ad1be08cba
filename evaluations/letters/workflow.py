"""How a follow-up goes from a promise to a verified fact."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.moves import State, decisions


class Status(TextChoices):
    DRAFT = State.DRAFT, _("Belum dilaporkan")
    SUBMITTED = State.SUBMITTED, _("Menunggu verifikasi biro")
    RETURNED = State.RETURNED, _("Dikembalikan biro")
    APPROVED = State.APPROVED, _("Terverifikasi")


DECISIONS = decisions(
    submit=_("Laporkan ke biro"),
    submit_phrase=gettext_noop("melaporkan"),
    approve=_("Verifikasi"),
    approve_phrase=gettext_noop("memverifikasi"),
    return_note=_("Apa yang masih kurang?"),
)
