"""The states of an export that the worker makes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    QUEUED = "queued", _("Menunggu pekerja")
    RUNNING = "running", _("Sedang dibuat")
    DONE = "done", _("Siap diunduh")
    FAILED = "failed", _("Gagal")
    EXPIRED = "expired", _("Sudah dihapus")


class Format(TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
