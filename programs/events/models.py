"""The programme (speakers, agenda) and the attendance list of a socialization event."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.activities.models import Socialization
from reformasi.organisation.models import Unit
from reformasi.organisation.nip import validate_nip
from reformasi.ui.model_fields import ClockField
from reformasi.workflow.frozen import Frozen


@pghistory.track()
class Speaker(models.Model):
    """A speaker (narasumber), in the order of the programme."""

    socialization = models.ForeignKey(
        Socialization, on_delete=models.CASCADE, related_name="speakers"
    )
    position = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama"), max_length=150)
    office = models.CharField(_("jabatan"), max_length=200, blank=True)

    frozen = Frozen(fields=("name", "office"))

    class Meta:
        verbose_name = _("narasumber")
        verbose_name_plural = _("narasumber")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["socialization", "name"],
                name="programs_speaker_once",
                deferrable=models.Deferrable.DEFERRED,  # two speakers may swap their rows
            ),
            models.CheckConstraint(condition=~Q(name=""), name="programs_speaker_named"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AgendaItem(models.Model):
    """One item of the programme of the day."""

    socialization = models.ForeignKey(
        Socialization, on_delete=models.CASCADE, related_name="agenda"
    )
    starts = ClockField(_("mulai"))
    ends = ClockField(_("selesai"), null=True, blank=True)
    title = models.CharField(_("acara"), max_length=200)
    speaker = models.ForeignKey(
        Speaker,
        verbose_name=_("narasumber"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda",
    )

    frozen = Frozen(fields=("starts", "ends", "title", "speaker__name"))

    class Meta:
        verbose_name = _("mata acara")
        verbose_name_plural = _("susunan acara")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="programs_agendaitem_in_order",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="programs_agendaitem_titled"),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H.%M} {self.title}"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def tally(self) -> dict[str, int]:
        """How many are on the list, and how many of them signed."""
        return self.aggregate(total=Count("pk"), signed=Count("pk", filter=Q(signed=True)))


@pghistory.track()
class Attendance(models.Model):
    """One line of the attendance list. The NIP is shown masked: it tells birth date and sex."""

    socialization = models.ForeignKey(
        Socialization, on_delete=models.PROTECT, related_name="attendance"
    )
    name = models.CharField(_("nama"), max_length=150)
    nip = models.CharField(_("NIP"), max_length=18, blank=True, validators=[validate_nip])
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("unit kerja"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit_name = models.CharField(
        _("unit atau instansi lain"),
        max_length=200,
        blank=True,
        help_text=_("Bila unitnya tidak ada dalam daftar."),
    )
    office = models.CharField(_("jabatan"), max_length=150, blank=True)
    signed = models.BooleanField(_("tanda tangan"), default=True)

    frozen = Frozen(fields=("name", "nip", "unit__code", "unit_name", "office", "signed"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("daftar hadir")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["socialization", "nip"],
                condition=~Q(nip=""),
                name="programs_attendance_once",
                violation_error_message=_("NIP ini sudah ada dalam daftar hadir."),
            ),
            models.CheckConstraint(
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                name="programs_attendance_nip_18_digits",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="programs_attendance_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programs:attendance", args=[self.socialization.activity_id])

    @property
    def unit_label(self) -> str:
        """The unit of the tree, or the institution as it was typed."""
        return str(self.unit) if self.unit else self.unit_name
