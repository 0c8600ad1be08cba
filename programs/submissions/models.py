"""What action plans and activities share: they are drafted, submitted, and decided by others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import both_or_neither, one_of
from reformasi.organisation import scope
from reformasi.organisation.models import Unit, UnitOwnedQuerySet
from reformasi.workflow.models import Approvable

from .workflow import EDITABLE, OTHER_HANDS, Status

S = TypeVar("S", bound="Submission")


class SubmissionQuerySet(UnitOwnedQuerySet[S]):
    def editable(self) -> Self:
        return self.filter(status__in=EDITABLE)

    def awaiting_approval(self) -> Self:
        """What waits for a decision, oldest first."""
        return self.filter(status=Status.SUBMITTED).order_by("submitted_at", "pk")

    def awaiting(self, user: Any) -> Self:
        """What waits for a decision that ``user`` may make: not on their own work."""
        rows = self.where(user, scope.permission("approve", self.model)).awaiting_approval()
        for name in OTHER_HANDS:
            rows = rows.exclude(**{f"{name}_id": user.pk})
        return rows

    def approved(self) -> Self:
        return self.filter(status=Status.APPROVED)

    def drafts_of(self, user: Any) -> Self:
        return self.filter(status=Status.DRAFT, created_by_id=user.pk).order_by("-pk")

    def returned_to(self, user: Any) -> Self:
        """What came back to the person who wrote or submitted it, latest first."""
        return self.filter(
            Q(created_by_id=user.pk) | Q(submitted_by_id=user.pk), status=Status.RETURNED
        ).order_by("-returned_at", "-pk")

    def with_links(self) -> Self:
        """All that a row of a list shows, in one query."""
        return self.select_related("unit", "area", "created_by", "submitted_by")


@dataclass(frozen=True)
class Missing:
    """Something that is not there yet: the field to go to, and what to do in words."""

    field: str
    words: str


class Submission(Approvable):
    """Belongs to a unit; drafted by one person, decided by another (``programs.workflow``)."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    returned_at = models.DateTimeField(_("dikembalikan pada"), null=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dikembalikan oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("dibuat oleh"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("terakhir diubah oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    #: Made with the empty form, so that the same form sent twice gives one draft (ADR 0052).
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Approvable.Meta.constraints,
            one_of("status", Status),
            both_or_neither("returned_at", "returned_by"),
            models.CheckConstraint(
                condition=~Q(status=Status.SUBMITTED) | Q(submitted_by__isnull=False),
                name="%(app_label)s_%(class)s_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.RETURNED)
                | (Q(returned_by__isnull=False) & ~Q(return_reason="")),
                name="%(app_label)s_%(class)s_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.APPROVED)
                | Q(submitted_by__isnull=False, approved_by__isnull=False)
                & ~Q(approved_by=models.F("submitted_by"))
                & ~Q(approved_by=models.F("created_by"))
                & ~Q(approved_by=models.F("edited_by")),
                name="%(app_label)s_%(class)s_approved_by_another",
            ),
        ]

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def is_disposable(self) -> bool:
        """Whether it is a draft that nobody relies on yet, so that it may be deleted."""
        return self.status == Status.DRAFT and self.submitted_at is None

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def missing(self) -> list[Missing]:
        """What must still be filled in before it can be submitted."""
        raise NotImplementedError
