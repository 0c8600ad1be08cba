"""The achievement of one plan in one quarter, with its evidence (ADR 0101)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.areas.models import ReformArea
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from programs.plans.quarters import (
    CODES,
    DOUBTFUL,
    QUARTERS,
    Method,
    first_day,
    percent_of,
    total_of,
)
from programs.submissions.models import Draft, DraftQuerySet
from programs.submissions.workflow import DECISIONS, Status
from programs.windows import ACHIEVEMENTS
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.organisation.models import Period, Unit
from reformasi.organisation.windows import Window
from reformasi.ui.model_fields import DecimalNumberField
from reformasi.ui.search import containing
from reformasi.ui.templatetags.ui import percent as percent_text
from reformasi.workflow.decisions import Gap
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import DERIVED
from reformasi.workflow.moves import Move, State

#: The moves that need the window of the quarter: all but the decision on what came in time.
IN_TIME = (DECISIONS.submit, DECISIONS.withdraw, DECISIONS.reopen)
HALF = Decimal("0.5")
REASON_WANTED = gettext_lazy("Periksa angkanya; bila memang benar, tulis alasannya.")


class AchievementQuerySet(DraftQuerySet["Achievement"]):
    def of_year(self, year: int) -> Self:
        return self.filter(plan__year=year)

    def matching(self, text: str) -> Self:
        """Whose plan's title or indicator contains ``text``."""
        plans = ActionPlan.objects.filter(containing(text, "title", "indicator"))
        return self.filter(plan__in=plans.order_by().values("pk"))

    def with_links(self) -> Self:
        """All that a row of a list shows, in one query."""
        rows = self.select_related("plan__unit", "plan__area", "created_by", "submitted_by")
        return rows.with_staleness()

    def with_hands(self) -> Self:
        """Who acted on it last, in each way."""
        return self.select_related("returned_by", "approved_by", "reopened_by", "approved_snapshot")


@pghistory.track(exclude=DERIVED)
class Achievement(Draft, Owner):
    """What one plan reports of one quarter. What the figure means, the plan's method says."""

    unit_lookup = "plan__unit"
    frozen = Frozen(
        fields=("value", "note", "reason"),
        given=("plan", "quarter", "plan__method", "plan__unit_of_measure"),
        evidence=True,
    )

    plan = models.ForeignKey(
        ActionPlan,
        verbose_name=gettext_lazy("rencana aksi"),
        on_delete=models.PROTECT,
        related_name="achievements",
        editable=False,
    )
    quarter = models.PositiveSmallIntegerField(
        gettext_lazy("triwulan"), choices=CODES, editable=False
    )
    value = DecimalNumberField(
        gettext_lazy("capaian"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(
        gettext_lazy("catatan"),
        blank=True,
        help_text=gettext_lazy("Penjelasan singkat: yang menghambat, yang berikutnya."),
    )
    reason = models.TextField(
        gettext_lazy("alasan angka yang tidak biasa"),
        blank=True,
        help_text=gettext_lazy("Mengapa angkanya jauh di atas target, atau turun."),
    )

    objects = AchievementQuerySet.as_manager()

    class Meta(Draft.Meta):
        verbose_name = gettext_lazy("capaian triwulan")
        verbose_name_plural = gettext_lazy("capaian triwulan")
        ordering = ["plan__unit__path", "-plan__year", "plan_id", "quarter"]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=Q(status=Status.SUBMITTED),
                name="programs_achievement_waiting",
            ),
        ]
        constraints = [
            *Draft.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "quarter"], name="programs_achievement_once"),
            models.CheckConstraint(
                condition=Q(quarter__in=QUARTERS), name="programs_achievement_quarter_known"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0),
                name="programs_achievement_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(status__in=State.EDITABLE) | Q(value__isnull=False),
                name="programs_achievement_complete_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.plan.year} · {self.plan}"

    def get_absolute_url(self) -> str:
        return reverse("programs:achievement", args=[self.pk])

    def get_change_url(self) -> str:
        return reverse("programs:achievement_change", args=[self.pk])

    @property
    def code(self) -> str:
        return CODES[self.quarter]

    @property
    def area(self) -> ReformArea | None:
        return self.plan.area

    @property
    def unit(self) -> Unit:
        return self.plan.unit

    @property
    def is_sample(self) -> bool:
        return self.plan.is_sample

    @property
    def target(self) -> Decimal | None:
        """What the total is to be at the end of the quarter."""
        return self.plan.target_of(self.quarter)

    @property
    def window(self) -> Window:
        return ACHIEVEMENTS[self.quarter]

    def why_closed(self, today: date) -> str:
        """Why nothing of it may be written today; empty where it may: its quarter has begun, and
        the window of that quarter is open."""
        if early := too_early(self.plan.year, self.quarter, today):
            return early
        return Period.objects.why_closed(self.window, self.plan.year, today)

    @property
    def evidence_is_open(self) -> bool:
        return self.is_editable and not self.why_closed(timezone.localdate())

    def earlier(self) -> list[Decimal]:
        """What the quarters before this one report, decided or not, in their order."""
        rows = self.plan.achievements.filter(quarter__lt=self.quarter).order_by("quarter")
        return [value for value in rows.values_list("value", flat=True) if value is not None]

    def later(self) -> Decimal | None:
        """What the next quarter that reports anything reports, decided or not."""
        rows = self.plan.achievements.filter(quarter__gt=self.quarter, value__isnull=False)
        next_one = rows.order_by("quarter").first()
        return next_one.value if next_one else None

    def total(self) -> Decimal | None:
        """The total of the plan with this quarter, decided or not."""
        if self.value is None:
            return None
        return total_of(self.plan.method, [*self.earlier(), self.value])

    def doubt(self) -> str:
        """Why its value wants a reason, as a question; empty where it does not."""
        if self.value is None:
            return ""
        earlier, method = self.earlier(), self.plan.method
        if earlier and has_fallen(method, earlier[-1], self.value):
            texts = {"value": amount(self.value), "earlier": amount(earlier[-1])}
            return _("Yakin? %(value)s turun dari %(earlier)s pada triwulan sebelumnya.") % texts
        if (later := self.later()) is not None and has_fallen(method, self.value, later):
            texts = {"value": amount(self.value), "later": amount(later)}
            message = _("Yakin? Triwulan sesudahnya melaporkan %(later)s, turun dari %(value)s.")
            return message % texts
        target = self.target or self.plan.target_q4
        percent = percent_of(self.total(), target)
        if percent is None or percent < DOUBTFUL:
            return ""
        return _("Yakin? Totalnya menjadi %(total)s, yaitu %(percent)s dari target %(target)s.") % {
            "total": amount(self.total()),
            "percent": percent_text(percent, 1),
            "target": amount(target),
        }

    def missing(self) -> list[Gap]:
        """What must still be there before it can be submitted."""
        gaps = []
        if not self.plan.is_approved:
            gaps.append(Gap("value", _("Rencana aksinya harus disetujui dahulu.")))
        if self.value is None:
            gaps.append(Gap("value", _("Isi capaian.")))
        elif self.value == 0 and not self.note:
            gaps.append(Gap("note", _("Capaiannya 0: jelaskan pada catatan apa yang menghambat.")))
        elif self.value > 0 and not self.attachments.exists():
            gaps.append(Gap("files", _("Lampirkan paling sedikit satu bukti capaian ini.")))
        if not self.reason and (doubt := self.doubt()):
            gaps.append(Gap("reason", f"{doubt} {REASON_WANTED}"))
        return gaps

    def require(self, move: Move) -> None:
        """Besides the rules of submitting: nobody changes anything of a quarter that is closed.

        Raises:
            WindowClosed: the window of the quarter is closed today, or the quarter has not begun.
            Incomplete: something is missing; it stays a draft.
        """
        if move in IN_TIME:
            self.require_in_time(move.verb)
        super().require(move)


@pghistory.track()
class AchievementEvidence(Attachment):
    """A proof of what a quarter reports."""

    change_perm = ProgramPerm.CHANGE_ACHIEVEMENT

    owner = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="attachments")

    class Meta(Attachment.Meta):
        verbose_name = gettext_lazy("bukti capaian")
        verbose_name_plural = gettext_lazy("bukti capaian")


def amount(value: Decimal | None) -> str:
    """An amount as people read it: 4, 2,5 or 1.250."""
    return floatformat(value, "-2g")


def too_early(year: int, quarter: int, today: date) -> str:
    """Why ``quarter`` cannot be reported yet; empty where it can."""
    begins = first_day(year, quarter)
    if begins <= today:
        return ""
    texts = {"code": CODES[quarter], "day": date_format(begins, "j F Y")}
    return _("%(code)s baru dapat dilaporkan mulai %(day)s.") % texts


def has_fallen(method: str, before: Decimal, value: Decimal) -> bool:
    """Whether ``value`` after ``before`` looks wrong: a figure since January never falls, a mean
    seldom by half; what a quarter did alone may be anything."""
    if method == Method.SUM:
        return False
    return value < (before if method == Method.LAST else before * HALF)
