"""Versions, frozen content, and the columns of everything that is submitted and decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import both_or_neither
from reformasi.audit.models import AppendOnly, Entry

from .frozen import Frozen
from .moves import Decisions, Move, State

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.utils.functional import _StrPromise as Lazy

    Person = AbstractBaseUser | None


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def about(self, target: models.Model) -> Self:
        return self.filter(target=target._meta.label_lower, target_id=str(target.pk))


class Snapshot(AppendOnly):
    """The content of something at the moment it was submitted; an approval points to it."""

    target = models.CharField(max_length=100)
    target_id = models.CharField(max_length=64)
    number = models.PositiveIntegerField(_("versi"))
    content = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    #: The request by which outsiders' data in it differ from what people submitted (ADR 118).
    correction = models.CharField(max_length=300, blank=True, default="", db_default="")
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by_label = models.CharField(max_length=200)

    objects = SnapshotQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        db_table = "audit_snapshot"
        constraints = [
            models.UniqueConstraint(
                fields=["target", "target_id", "number"], name="audit_snapshot_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id} v{self.number}"


class Stateful(models.Model):
    """Has a ``status`` that changes by moves alone; the concrete model declares the column."""

    status: models.CharField[str, str]

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page that shows it, and its moves."""
        raise NotImplementedError

    def get_status_display(self) -> str:
        """The label of the status; Django gives each model with choices its own."""
        return self.status

    def require(self, move: Move) -> None:
        """Raise a ``Refused`` where the rules of the subject forbid ``move`` now."""


class Versioned(models.Model):
    """Has a version that every edit raises, so that a stale form is noticed."""

    version = models.PositiveIntegerField(_("versi"), default=1, editable=False)

    class Meta:
        abstract = True


def status_field(labels: type[TextChoices]) -> models.CharField[str, str]:
    """The ``status`` of a ``Decidable``, with the subject's own labels."""
    return models.CharField(
        _("status"), max_length=10, choices=labels.choices, default=State.DRAFT, editable=False
    )


def _moment(label: Lazy | str) -> models.DateTimeField[datetime | None, datetime | None]:
    return models.DateTimeField(label, null=True, editable=False)


def _person(
    label: Lazy | str,
) -> models.ForeignKey[AbstractBaseUser | None, AbstractBaseUser | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )


def _snapshot() -> models.ForeignKey[Snapshot | None, Snapshot | None]:
    return models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )


def _people(label: Lazy | str) -> ArrayField[list[int], list[int]]:
    return ArrayField(models.BigIntegerField(), verbose_name=label, default=list, editable=False)


#: Columns that follow from others: the row history need not tell of them.
DERIVED = ["content_sha256", "writers"]


def submitted_by_someone(unless: Q | None = None) -> models.CheckConstraint:
    """What waits or is approved was handed in; ``unless`` is what was decided without that."""
    handed_in = Q(submitted_by__isnull=False, submitted_snapshot__isnull=False)
    condition = ~Q(status__in=(State.SUBMITTED, State.APPROVED)) | handed_in
    return models.CheckConstraint(
        condition=condition if unless is None else condition | unless,
        name="%(app_label)s_%(class)s_submitted_by_someone",
    )


def approved_by_another(unless: Q | None = None) -> models.CheckConstraint:
    """What is approved was so by another hand; ``unless`` is what follows from another thing."""
    apart = (
        Q(approved_by__isnull=False, approved_snapshot__isnull=False)
        & ~Q(approved_by=F("submitted_by"))
        & ~Q(submitted_hands__contains=[F("approved_by")])
    )
    condition = ~Q(status=State.APPROVED) | apart
    return models.CheckConstraint(
        condition=condition if unless is None else condition | unless,
        name="%(app_label)s_%(class)s_approved_by_another",
    )


class Decidable(Versioned, Stateful):
    """Is written and submitted by some, and decided by another, as a frozen version.

    A concrete model has ``status = status_field(...)``, ``DECISIONS`` and ``frozen``. ``writers``
    are the people who wrote since the last approval; submitting makes them, with the submitter
    and those who set the task, the ``submitted_hands``, none of whom may decide (ADR 100).
    """

    DECISIONS: ClassVar[Decisions]
    frozen: ClassVar[Frozen]

    submitted_at = _moment(_("diajukan pada"))
    submitted_by = _person(_("diajukan oleh"))
    submitted_hands = _people(_("penulis dan pengaju"))
    submitted_snapshot = _snapshot()
    approved_at = _moment(_("diputuskan pada"))
    approved_by = _person(_("diputuskan oleh"))
    approved_snapshot = _snapshot()
    returned_at = _moment(_("dikembalikan pada"))
    returned_by = _person(_("dikembalikan oleh"))
    return_reason = models.TextField(_("alasan pengembalian"), blank=True, editable=False)
    reopened_at = _moment(_("dibuka kembali pada"))
    reopened_by = _person(_("dibuka kembali oleh"))
    reopen_reason = models.TextField(_("alasan dibuka kembali"), blank=True, editable=False)
    writers = _people(_("penulis"))
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status__in=State.ALL), name="%(app_label)s_%(class)s_status_known"
            ),
            *(
                both_or_neither(f"{act}_at", f"{act}_by")
                for act in ("submitted", "approved", "returned", "reopened")
            ),
            submitted_by_someone(),
            models.CheckConstraint(
                condition=~Q(status=State.RETURNED)
                | (Q(returned_by__isnull=False) & ~Q(return_reason="")),
                name="%(app_label)s_%(class)s_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by__isnull=True) | ~Q(reopen_reason=""),
                name="%(app_label)s_%(class)s_reopened_with_reason",
            ),
            approved_by_another(),
        ]

    @property
    def decisions(self) -> Decisions:
        """The moves of this one: those of its subject, unless it says otherwise."""
        return self.DECISIONS

    def obstacles(self) -> list[str]:
        """Why nobody can approve what is submitted, as it stands; nothing where one can."""
        return []

    def forget_decisions(self) -> None:
        """Undo what was decided on parts of an earlier submission; by itself it has none."""

    @property
    def is_recorded(self) -> bool:
        """Whether it is decided elsewhere, so that the portal keeps that decision only."""
        return self.decisions.approve.has_form

    def askers(self) -> set[int]:
        """Who set what is asked of the writers (``frozen.given``) since the last approval.

        The trail knows: whoever made the thing, and whoever changed one of these columns.
        """
        given = {name.partition("__")[0] for name in self.frozen.given}
        entries = Entry.objects.about(self).filter(refused=False)
        if self.approved_at:
            entries = entries.filter(at__gt=self.approved_at)
        return {
            int(actor)
            for action, actor, changes in entries.values_list("action", "actor_id", "changes")
            if actor.isdigit() and given and (action.endswith(".create") or given & changes.keys())
        }

    def others_decide(self, but: Collection[int]) -> bool:
        """Whether anybody can decide but these people; a subject with askers says who can."""
        return True

    def require(self, move: Move) -> None:
        if move.freezes and not move.at_once and self.is_editable:
            self.require_ready()

    def require_ready(self) -> None:
        """Raise a ``Refused`` where it cannot be submitted: incomplete, too early, too late."""

    @property
    def decided_as(self) -> str:
        """What its permissions call it: "activity" in "programs.approve_activity"."""
        return str(self._meta.model_name)

    @property
    def is_editable(self) -> bool:
        return self.status in State.EDITABLE

    @property
    def is_submitted(self) -> bool:
        return self.status == State.SUBMITTED

    @property
    def is_returned(self) -> bool:
        return self.status == State.RETURNED

    @property
    def is_approved(self) -> bool:
        return self.status == State.APPROVED

    @property
    def is_reopened(self) -> bool:
        """Whether it is open again after an approval, which belongs to the older version."""
        return self.reopened_at is not None and not self.is_approved

    @property
    def approval_is_stale(self) -> bool:
        """Whether the content has changed since it was approved; in a list, ask the rows
        ``with_staleness``."""
        if "approved_sha256" in self.__dict__:
            approved = self.__dict__["approved_sha256"]
        else:
            approved = self.approved_snapshot and self.approved_snapshot.sha256
        return bool(approved) and approved != self.content_sha256


class Layer(Decidable):
    """One layer of a thing that several people assess in turn (unit, TPI member, TPI lead ...).

    Each layer has its own submitter, decider, version and frozen content; its permissions carry
    its kind, e.g. "evaluations.approve_tpi_lead_layer". A concrete layer has a foreign key to
    the thing, a ``kind`` among its ``KINDS``, and is unique by both.
    """

    KINDS: ClassVar[type[TextChoices]]

    kind = models.CharField(_("lapis"), max_length=30, editable=False)

    class Meta(Decidable.Meta):
        abstract = True

    @property
    def decided_as(self) -> str:
        return f"{self.kind}_{self._meta.model_name}"
