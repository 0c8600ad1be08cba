"""What was done so that personal data are kept no longer than needed."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import one_of
from reformasi.organisation.models import Unit, User
from reformasi.organisation.scope import Holder, within
from reformasi.ui.model_fields import PastDayField

from .permissions import PrivacyPerm


class RetentionRun(models.Model):
    """One night in which something was too old: how much of what was removed."""

    at = models.DateTimeField(_("waktu"), auto_now_add=True)
    counts = models.JSONField(_("jumlah"), default=dict)

    class Meta:
        verbose_name = _("penghapusan berkala")
        verbose_name_plural = _("penghapusan berkala")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class SeparationQuerySet(models.QuerySet["Separation"]):
    def visible_to(self, user: Holder) -> Self:
        """Those of people whom ``user`` may separate."""
        people = User.objects.where(user, PrivacyPerm.SEPARATE_USER)
        return self.filter(person__in=people)

    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)


class Separation(models.Model):
    """That a person who no longer serves is taken out of their acts, by two administrators."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("orang"),
        on_delete=models.PROTECT,
        related_name="separations",
    )
    reason = models.TextField(_("alasan"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dilaksanakan oleh"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("dilaksanakan pada"), null=True)

    objects = SeparationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemisahan data pribadi")
        verbose_name_plural = _("pemisahan data pribadi")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="privacy_separation_once"),
            models.CheckConstraint(
                condition=(
                    Q(done_by__isnull=True, done_at__isnull=True)
                    | (
                        Q(done_by__isnull=False, done_at__isnull=False)
                        & ~Q(done_by=F("requested_by"))
                    )
                ),
                name="privacy_separation_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.person_id}"

    def is_reached_from(self, tops: list[str]) -> bool:
        """Whoever reaches the person reaches this."""
        return self.person.is_reached_from(tops)


class CorrectionKind(models.TextChoices):
    CORRECT = "correct", _("Koreksi")
    ANONYMISE = "anonymise", _("Penghapusan nama")


class Asker(models.TextChoices):
    """Who asked; never by name, for it would stay where the name was to go."""

    SELF = "self", _("Orangnya sendiri")
    PROXY = "proxy", _("Wali atau kuasanya")
    INSTITUTION = "institution", _("Instansinya")
    KEEPER = "keeper", _("Unit yang menyimpan daftarnya")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: Holder) -> Self:
        """Those of units where ``user`` may correct."""
        return self.filter(within(user, PrivacyPerm.ADD_CORRECTION, "unit"))


class Correction(models.Model):
    """That a row about somebody without an account was corrected, or their name taken out of it.

    Says by which request, and which columns; neither the old values nor the new ones.
    """

    kind = models.CharField(_("yang dilakukan"), max_length=10, choices=CorrectionKind.choices)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT, related_name="+"
    )
    target = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    columns = ArrayField(models.CharField(max_length=40), verbose_name=_("kolom"))
    asked_by = models.CharField(_("yang meminta"), max_length=12, choices=Asker.choices)
    asked_on = PastDayField(_("diminta pada"))
    reference = models.CharField(
        _("nomor atau perihal permintaan"),
        max_length=120,
        help_text=_("Surat, surel, atau catatan tamu tempat permintaan itu tersimpan."),
    )
    proof = models.CharField(
        _("bukti jati diri"),
        max_length=200,
        help_text=_("Misalnya “KTP diperlihatkan”. Jangan menulis nomornya."),
    )
    reason = models.TextField(
        _("alasan"), max_length=1_000, help_text=_("Apa yang keliru. Jangan menulis nama orang.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dikoreksi oleh"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("dikoreksi pada"), auto_now_add=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("koreksi data orang luar")
        verbose_name_plural = _("koreksi data orang luar")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["target", "target_id"], name="privacy_correction_target")]
        constraints = [
            one_of("kind", CorrectionKind),
            one_of("asked_by", Asker),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(proof="") & ~Q(reason=""),
                name="privacy_correction_grounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
