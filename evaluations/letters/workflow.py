"""How a follow-up goes from a promise to a verified fact."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.transitions import Move


class Status(TextChoices):
    OPEN = "open", _("Belum dilaporkan")
    REPORTED = "reported", _("Menunggu verifikasi biro")
    RETURNED = "returned", _("Dikembalikan biro")
    VERIFIED = "verified", _("Terverifikasi")


UNFINISHED = {Status.OPEN, Status.RETURNED}

REPORT = Move(
    "report",
    _("Laporkan ke biro"),
    gettext_noop("melaporkan"),
    UNFINISHED,
    Status.REPORTED,
    stamp="submitted",
    freezes=True,
)
VERIFY = Move(
    "verify",
    _("Verifikasi"),
    gettext_noop("memverifikasi"),
    {Status.REPORTED},
    Status.VERIFIED,
    stamp="approved",
    approves=True,
    not_by=("submitted_by",),
)
RETURN = Move(
    "return",
    _("Kembalikan"),
    gettext_noop("mengembalikan"),
    {Status.REPORTED},
    Status.RETURNED,
    needs_note=True,
    note_label=_("Apa yang masih kurang?"),
    note_field="return_reason",
    not_by=("submitted_by",),
    style="danger",
)
MOVES = [REPORT, VERIFY, RETURN]

#   open ──report──▶ reported ──verify──▶ verified
#                    ▲      │
#                 report  return
#                    │      ▼
#                    returned
