"""What plans, activities and achievements share: drafted by one person, decided by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, TypedDict, TypeVar, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations.letters.models import Recommendation
from reformasi.audit.history import label
from reformasi.evidence.attachments import OWNER, Attachment, AttachmentQuerySet, Owner
from reformasi.organisation.decidable import DecidableQuerySet
from reformasi.organisation.models import Period, Unit, User
from reformasi.organisation.periods import WindowClosed
from reformasi.organisation.windows import Window
from reformasi.workflow.decisions import Gap, Incomplete
from reformasi.workflow.models import Decidable, status_field
from reformasi.workflow.moves import State
from reformasi.workflow.uses import counts_of, uses_of

from .workflow import DECISIONS, Status

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

D = TypeVar("D", bound="Draft")
S = TypeVar("S", bound="Submission")


class AreaCount(TypedDict):
    """How many there are of one area; ``area_id`` is None for those without an area yet."""

    area_id: int | None
    total: int
    approved: int
    has_sample: bool


class DraftQuerySet(DecidableQuerySet[D]):
    def drafts_of(self, user: User) -> Self:
        return self.filter(status=State.DRAFT, created_by_id=user.pk).order_by("-pk")

    def returned_to(self, user: User) -> Self:
        """What came back to the person who wrote or submitted it, latest first."""
        return self.returned().filter(Q(created_by_id=user.pk) | Q(submitted_by_id=user.pk))


class SubmissionQuerySet(DraftQuerySet[S]):
    def of_year(self, year: int) -> Self:
        raise NotImplementedError

    def matching(self, text: str) -> Self:
        """Those of which a column that people search in contains ``text``."""
        raise NotImplementedError

    def by_area(self, year: int) -> models.QuerySet[S, AreaCount]:
        """One row for each area over all units in scope, those without an area too."""
        rows = (
            self.of_year(year)
            .order_by()
            .values("area_id")
            .annotate(
                total=Count("pk"),
                approved=Count("pk", filter=Q(status=State.APPROVED)),
                has_sample=BoolOr("is_sample"),
            )
        )
        return cast("models.QuerySet[S, AreaCount]", rows)

    def with_links(self) -> Self:
        """All that a row of a list shows, in one query."""
        rows = self.select_related("unit", "area", "created_by", "submitted_by")
        return rows.with_staleness()


class Draft(Decidable):
    """Drafted by one person of a unit, decided by another (``submissions.workflow``)."""

    DECISIONS = DECISIONS
    #: What is deleted with a draft, by the names of the relations.
    PARTS: ClassVar[tuple[str, ...]] = ("attachments", "waivers")
    #: As well, and nothing else is to be done about them: what it serves.
    LINKS: ClassVar[tuple[str, ...]] = ()

    status = status_field(Status)
    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dibuat oleh"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )

    class Meta(Decidable.Meta):
        abstract = True

    def why_kept(self) -> str:
        """Why it cannot be deleted; empty for a draft that nobody saw and nothing hangs on."""
        if self.submitted_at is not None or self.status != State.DRAFT:
            return gettext(
                "Ini sudah pernah diajukan, jadi tidak dapat dihapus: apa yang dilihat orang lain "
                "tetap ada."
            )
        uses = uses_of(self, parts=(*self.PARTS, *self.LINKS))
        message = gettext("Masih dipakai: %(uses)s. Lepaskan dahulu bila draf ini keliru.")
        return message % {"uses": counts_of(uses)} if uses else ""

    def get_change_url(self) -> str:
        """The address of its form."""
        raise NotImplementedError

    def missing(self) -> list[Gap]:
        """What must still be filled in before it can be submitted."""
        raise NotImplementedError

    def why_closed(self, today: date) -> str:
        """Why it cannot be submitted today, be it complete; empty where it can."""
        raise NotImplementedError

    def gaps(self) -> list[Gap]:
        """Why it cannot be submitted now: what is missing, and its window where that is shut."""
        closed = self.why_closed(timezone.localdate())
        return [*self.missing(), *([Gap("", closed)] if closed else [])]

    def require_ready(self) -> None:
        """Refuse a submission that is incomplete, or too early or late.

        Raises:
            Incomplete: something is missing; it stays a draft.
            WindowClosed: its window is closed today.
        """
        self.require_in_time(DECISIONS.submit.verb)
        if gaps := self.missing():
            raise Incomplete(self, gaps)

    def require_in_time(self, verb: str) -> None:
        """Refuse what is not done while its window is closed.

        Raises:
            WindowClosed: it is closed today.
        """
        if reason := self.why_closed(timezone.localdate()):
            raise WindowClosed(reason, verb=verb, target=self)


class Submission(Draft):
    """A plan or an activity of a unit."""

    LINKS: ClassVar[tuple[str, ...]] = ("recommendation_links",)
    #: The window outside of which nothing is submitted.
    WINDOW: ClassVar[Window]

    unit = models.ForeignKey(Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT)
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    #: Made with the empty form, so that the same form sent twice gives one draft (ADR 0052).
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta(Draft.Meta):
        abstract = True

    if TYPE_CHECKING:
        recommendation_links: RelatedManager[RecommendationLink]

    @property
    def window_year(self) -> int:
        """The year whose window must be open when it is submitted."""
        raise NotImplementedError

    @property
    def days(self) -> tuple[date, date]:
        """From when to when it is; the unit must have stood then."""
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        if self.unit_id and (message := self.unit.invalid_message(*self.days)):
            raise ValidationError({"unit": message})

    def blanks(self, names: Iterable[str]) -> list[Gap]:
        """The columns of ``names`` that are blank."""
        return [
            Gap(name, str(_("Isi %s.") % label(self, name)))
            for name in names
            if getattr(self, name) in {None, ""}
        ]

    def why_closed(self, today: date) -> str:
        return Period.objects.why_closed(self.WINDOW, self.window_year, today)


def attached_to(item: Draft) -> list[AttachmentQuerySet]:
    """What is attached to ``item``, a query set for each kind; nothing to what takes no files."""
    kinds = Attachment.kinds_for(item) if isinstance(item, Owner) else []
    return [kind.objects.filter(**{OWNER: item.pk}) for kind in kinds]


class RecommendationLink(models.Model):
    """Something answers that recommendation of a ministerial letter."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
