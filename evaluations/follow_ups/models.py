"""What a unit does about a recommendation, until the bureau verifies it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import MinisterialLetter, Recommendation
from evaluations.letters.permissions import LetterPerm
from reformasi.audit.constraints import both_or_neither
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.organisation.decidable import DecidableQuerySet, others_decide
from reformasi.organisation.models import Unit, User
from reformasi.organisation.periods import WindowClosed, require_open
from reformasi.organisation.scope import Holder, within
from reformasi.ui.model_fields import DayField, DecimalNumberField, PastDayField
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import (
    DERIVED,
    Decidable,
    Stateful,
    status_field,
    submitted_by_someone,
)

from .windows import FOLLOW_UP
from .workflow import DECISIONS, Outcome, RequestStatus, Status, Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Lazy

#: Verified, and nothing has changed since.
STANDS = Q(status=Status.APPROVED, approved_snapshot__sha256=F("content_sha256"))
#: With the unit, which has handed in nothing that was verified.
NEW = Q(status=Status.DRAFT) & (
    Q(approved_snapshot__isnull=True) | Q(submitted_snapshot__isnull=True)
)
#: Which follow-ups have which outcome: every one has exactly one (ADR 99).
OUTCOMES = {
    Outcome.DONE: STANDS & Q(verdict=Verdict.DONE),
    Outcome.EXCUSED: STANDS & Q(verdict=Verdict.EXCUSED),
    Outcome.UNTOUCHED: NEW,
    Outcome.PARTIAL: ~STANDS & ~NEW,
}
#: What cannot be done is recorded also where the unit reported nothing.
HANDED_IN = submitted_by_someone(unless=Q(verdict=Verdict.EXCUSED))


class FollowUpQuerySet(DecidableQuerySet["FollowUp"]):
    def overdue(self, today: date) -> Self:
        return self.editable().filter(due__lt=today)

    def due_by(self, day: date) -> Self:
        """Not yet reported and due on or before ``day``, soonest first."""
        return self.editable().filter(due__lte=day).order_by("due")

    def about(self, letter: MinisterialLetter) -> Self:
        return self.filter(recommendation__finding__letter=letter)

    def with_letter(self) -> Self:
        rows = self.select_related("unit", "person", "recommendation__finding__letter")
        return rows.with_staleness()

    def of_outcome(self, outcome: str) -> Self:
        return self.filter(OUTCOMES[Outcome(outcome)])


def _amount(label: str | Lazy) -> models.DecimalField[Decimal | None, Decimal | None]:
    return DecimalNumberField(label, max_digits=17, decimal_places=2, null=True, blank=True)


@pghistory.track(exclude=DERIVED)
class FollowUp(Decidable, Owner):
    """What a unit does about a recommendation, until the bureau verifies it.

    Task and deadline are the bureau's, report and evidence the unit's. Amounts are in rupiah.
    """

    DECISIONS = DECISIONS
    TASK = ("action", "due", "person", "amount")
    frozen = Frozen(
        fields=("report", "amount_settled"),
        given=("unit__code", "recommendation", "recommendation__text", "action", "due", "amount"),
        evidence=True,
    )

    recommendation = models.ForeignKey(
        Recommendation,
        verbose_name=_("rekomendasi"),
        on_delete=models.PROTECT,
        related_name="follow_ups",
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit pelaksana"), on_delete=models.PROTECT, related_name="follow_ups"
    )
    action = models.TextField(_("tindak lanjut"), help_text=_("Apa yang harus dilakukan?"))
    due = DayField(_("batas waktu"))
    person = models.ForeignKey(
        User,
        verbose_name=_("penanggung jawab"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
    )
    amount = _amount(_("nilai yang direkomendasikan (rupiah)"))
    report = models.TextField(
        _("laporan hasil"), blank=True, help_text=_("Apa yang sudah dilakukan, dan hasilnya?")
    )
    amount_settled = _amount(_("nilai yang sudah diselesaikan (rupiah)"))
    status = status_field(Status)
    verdict = models.CharField(
        _("hasil verifikasi"), max_length=10, choices=Verdict.choices, blank=True, editable=False
    )
    excuse_reason = models.TextField(_("alasan yang sah"), blank=True, editable=False)
    excuse_decider = models.CharField(
        _("pejabat yang memutuskan"), max_length=200, blank=True, editable=False
    )
    excuse_letter = models.CharField(_("nomor suratnya"), max_length=60, blank=True, editable=False)
    excuse_date = PastDayField(_("tanggal suratnya"), null=True, blank=True, editable=False)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta(Decidable.Meta):
        verbose_name = _("tindak lanjut")
        verbose_name_plural = _("tindak lanjut")
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["unit", "status", "due"], name="evaluations_followup_todo"),
            models.Index(fields=["due", "id"], name="evaluations_followup_by_due"),
            models.Index(
                fields=["submitted_at", "unit"],
                condition=Q(status=Status.SUBMITTED),
                name="evaluations_followup_waiting",
            ),
        ]
        constraints = [
            *(each for each in Decidable.Meta.constraints if each.name != HANDED_IN.name),
            HANDED_IN,
            models.CheckConstraint(
                condition=Q(status=Status.APPROVED, verdict__in=Verdict.values)
                | (~Q(status=Status.APPROVED) & Q(verdict="")),
                name="evaluations_followup_verified_as_something",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.EXCUSED)
                | (~Q(excuse_reason="") & ~Q(excuse_decider="")),
                name="evaluations_followup_excused_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="evaluations_followup_amount",
            ),
            models.CheckConstraint(
                condition=Q(amount_settled__isnull=True)
                | Q(amount__isnull=False, amount_settled__gte=0, amount_settled__lte=F("amount")),
                name="evaluations_followup_settled_within",
            ),
        ]

    def __str__(self) -> str:
        return self.action[:120]

    def get_absolute_url(self) -> str:
        return reverse("evaluations:follow_up", args=[self.pk])

    @property
    def evidence_is_open(self) -> bool:
        return self.is_editable

    @property
    def stands(self) -> bool:
        """Whether it is verified, and nothing has changed since."""
        return self.is_approved and not self.approval_is_stale

    @property
    def is_recorded_alone(self) -> bool:
        """Whether the bureau recorded that it cannot be done, without a report of the unit."""
        return self.is_approved and self.approved_snapshot_id != self.submitted_snapshot_id

    @property
    def outcome(self) -> Outcome:
        """One of the four states of auditors."""
        if self.stands:
            return Outcome(self.verdict)
        is_new = self.status == Status.DRAFT and None in (
            self.approved_snapshot_id,
            self.submitted_snapshot_id,
        )
        return Outcome.UNTOUCHED if is_new else Outcome.PARTIAL

    @property
    def is_untouched(self) -> bool:
        """Whether the unit has done nothing with it yet: the bureau may take it back."""
        return (
            self.status == Status.DRAFT
            and self.submitted_at is None
            and self.approved_at is None
            and not self.report
            and not self.attachments.exists()
            and not self.time_requests.exists()
        )

    def invalid_due(self, due: date) -> str:
        """Why the unit cannot be given until ``due``: it does not stand then; "" if it can."""
        return self.unit.invalid_message(due, due)

    def others_decide(self, but: Collection[int]) -> bool:
        return others_decide(self, self.unit, but)

    def is_overdue(self, today: date) -> bool:
        return self.is_editable and self.due < today

    def missing(self) -> list[Gap]:
        """What the bureau needs before there is anything to verify."""
        gaps = []
        if not self.report.strip():
            gaps.append(Gap("report", str(_("Isi laporan hasil."))))
        if self.amount is not None and self.amount_settled is None:
            message = _("Isi nilai yang sudah diselesaikan; tulis 0 bila belum ada.")
            gaps.append(Gap("amount_settled", str(message)))
        if not self.attachments.exists():
            gaps.append(Gap("files", str(_("Lampirkan paling sedikit satu bukti."))))
        return gaps

    def gaps(self) -> list[Gap]:
        """Why it cannot be reported now: what is missing, and the window where it is shut."""
        gaps = self.missing()
        try:
            self._require_in_time()
        except WindowClosed as refusal:
            gaps.append(Gap("", refusal.reason))
        return gaps

    def _require_in_time(self) -> None:
        today = timezone.localdate()
        require_open(
            window=FOLLOW_UP,
            year=today.year,
            day=today,
            verb=DECISIONS.submit.verb,
            target=self,
        )

    def require_ready(self) -> None:
        """Refuse a report without text or evidence, or outside the window of follow-ups.

        Raises:
            Incomplete: there is nothing to verify yet.
            WindowClosed: follow-ups of this year are not taken now.
        """
        if gaps := self.missing():
            raise Incomplete(self, gaps)
        self._require_in_time()


class FollowUpEvidence(Attachment):
    """Proof that a follow-up was done."""

    owner = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="attachments")
    change_perm = LetterPerm.CHANGE_FOLLOW_UP


class TimeRequestQuerySet(models.QuerySet["TimeRequest"]):
    def visible_to(self, user: Holder) -> Self:
        return self.filter(follow_up__in=FollowUp.objects.visible_to(user))

    def where(self, user: Holder, perm: str) -> Self:
        return self.filter(within(user, perm, "follow_up__unit"))

    def waiting_for(self, user: User) -> Self:
        """What waits for an answer that ``user`` may give: never to their own request, and to none
        about what is verified."""
        rows = self.where(user, LetterPerm.GRANT_TIME_REQUEST).filter(status=RequestStatus.ASKED)
        return rows.exclude(asked_by=user).exclude(follow_up__status=Status.APPROVED)


@pghistory.track()
class TimeRequest(Stateful):
    """The unit asks for a later deadline; the bureau grants it or not. Every one stays."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="time_requests")
    due_before = models.DateField(_("batas waktu sekarang"), editable=False)
    due = DayField(_("batas waktu yang diminta"))
    reason = models.TextField(_("alasan"), help_text=_("Mengapa waktunya tidak cukup?"))
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=RequestStatus.choices,
        default=RequestStatus.ASKED,
        editable=False,
    )
    asked_at = models.DateTimeField(_("diminta pada"), auto_now_add=True)
    asked_by = models.ForeignKey(
        User,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("dijawab pada"), null=True, editable=False)
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("dijawab oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    decision_note = models.TextField(_("jawaban"), blank=True, editable=False)

    objects = TimeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan perpanjangan waktu")
        verbose_name_plural = _("permintaan perpanjangan waktu")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(status=RequestStatus.ASKED),
                name="evaluations_timerequest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due__gt=F("due_before")), name="evaluations_timerequest_later"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=(RequestStatus.ASKED, RequestStatus.WITHDRAWN),
                    decided_by__isnull=True,
                )
                | Q(status=RequestStatus.GRANTED, decided_by__isnull=False)
                | (
                    Q(status=RequestStatus.DECLINED, decided_by__isnull=False)
                    & ~Q(decision_note="")
                ),
                name="evaluations_timerequest_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="evaluations_timerequest_decided_by_another",
            ),
            both_or_neither("decided_at", "decided_by"),
        ]

    def __str__(self) -> str:
        return _("perpanjangan sampai %(due)s: %(follow_up)s") % {
            "due": date_format(self.due, "j F Y"),
            "follow_up": self.follow_up,
        }

    def get_absolute_url(self) -> str:
        return self.follow_up.get_absolute_url()

    @property
    def unit(self) -> Unit:
        return self.follow_up.unit

    @property
    def has_lapsed(self) -> bool:
        """Whether no answer is needed any more, because the follow-up is verified."""
        return self.status == RequestStatus.ASKED and self.follow_up.is_approved
