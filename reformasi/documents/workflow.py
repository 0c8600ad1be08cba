"""The life of a document: what people do with it, and what the worker does, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.workflow.claims import IN_PROGRESS
from reformasi.workflow.moves import Move


class Status(TextChoices):
    QUEUED = "queued", _("Menunggu giliran")
    RUNNING = "running", _("Sedang dibuat")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")
    CANCELLED = "cancelled", _("Dibatalkan")


#: What is done, for people: nobody has vouched for a draft, however finished it is.
DRAFT_LABEL = _("Draf, belum disahkan")
SIGNED_LABEL = _("Disahkan")
SIGNED_IN_PRINT_LABEL = _("Disahkan, edisinya sedang dicetak")


class Step(TextChoices):
    """What the worker is at, as the waiting person reads it."""

    WAITING = "waiting", _("Menunggu pekerja yang kosong")
    COMPOSING = "composing", _("Menyusun isi dan menggambar grafik")
    LAYING_OUT = "laying_out", _("Menata halaman")
    WRITING = "writing", _("Menulis PDF")
    SAVING = "saving", _("Menyimpan berkas")
    FINISHED = "finished", _("Selesai")


#: How much of the work lies behind when a step begins, in percent.
PROGRESS: dict[Step, int] = {
    Step.WAITING: 0,
    Step.COMPOSING: 10,
    Step.LAYING_OUT: 30,
    Step.WRITING: 75,
    Step.SAVING: 95,
    Step.FINISHED: 100,
}

CANCEL = Move(
    "cancel",
    label=_("Batalkan"),
    phrase=gettext_noop("membatalkan"),
    sources=IN_PROGRESS,
    target=Status.CANCELLED,
    style="secondary",
)
RETRY = Move(
    "retry",
    label=_("Coba lagi"),
    phrase=gettext_noop("mencoba lagi"),
    sources={Status.FAILED},
    target=Status.QUEUED,
    note_field="failure",  # there is no note, so the old reason is wiped
)
SIGN = Move(
    "sign",
    label=_("Sahkan"),
    phrase=gettext_noop("mengesahkan"),
    sources={Status.DONE},
    target=Status.QUEUED,  # the signed edition, with its QR code, is made next
    stamp="signed",
    not_by=("requested_by",),
)
#: Those with a permission of their own; to try again is for whoever may ask for such a document.
MOVES = [SIGN, CANCEL]
#: What is signed is not signed again, and is not cancelled on its way to the printed edition.
BEFORE_SIGNING = (SIGN, CANCEL)

#   queued ──(worker claims)──▶ running ──(worker)──▶ done ──sign──▶ queued (next edition)
#     ▲  ▲                       │    │
#     │  └──(sweeper: lease)─────┘    └──(worker, sweeper)──▶ failed ──retry──▶ queued
#     └── cancel from queued and running ──▶ cancelled
