"""A requested document with its frozen content, and the editions that the worker made of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Self, cast

import pghistory
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import both_or_neither, one_of
from reformasi.audit.models import AppendOnly
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.models import Grant, Unit, UnitOwnedQuerySet, User
from reformasi.organisation.scope import Holder, Visible
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.claims import IN_PROGRESS, ClaimedWork
from reformasi.workflow.making import open_to
from reformasi.workflow.models import Stateful
from reformasi.workflow.moves import Move

from . import registry, workflow
from .workflow import Status, Step


def make_token() -> str:
    """Unguessable: 32 random bytes name the public check page."""
    return secrets.token_urlsafe(32)


class NumberSeries(models.Model):
    """The last running number of one series ("LHE") in one year."""

    code = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "year"], name="documents_numberseries_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.year}: {self.last}"


class DocumentQuerySet(UnitOwnedQuerySet["DocumentRequest"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))

    def mentioning(self, query: str) -> Self:
        return self.filter(containing(query, "number", "subject_label"))

    def with_editions(self) -> Self:
        return self.prefetch_related("editions")


@pghistory.track(
    exclude=[
        "snapshot", "progress_step", "announced_at",
        "claim", "task_id", "claimed_at", "heartbeat_at", "lease_until",
    ]
)  # fmt: skip
class DocumentRequest(ClaimedWork, Stateful):
    """One document: what was asked, its frozen content, and how far the worker is."""

    kind = models.CharField(_("jenis"), max_length=50)
    title = models.CharField(_("judul"), max_length=200)
    subject_type = models.CharField(max_length=100)
    subject_id = models.CharField(max_length=64)
    subject_label = models.CharField(_("tentang"), max_length=200)
    unit = models.ForeignKey(Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT)
    number = models.CharField(_("nomor"), max_length=100, unique=True)
    edition = models.PositiveSmallIntegerField(_("edisi"), default=1)
    token = models.CharField(max_length=64, unique=True, default=make_token, editable=False)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    snapshot_sha256 = models.CharField(max_length=64)
    is_sample = models.BooleanField(_("data contoh"), default=False)

    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.QUEUED
    )
    requested_at = models.DateTimeField(_("diminta pada"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("diminta oleh"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    signed_at = models.DateTimeField(_("disahkan pada"), null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("disahkan oleh"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    signer_name = models.CharField(_("nama pengesah"), max_length=150, blank=True)
    signer_title = models.CharField(_("jabatan pengesah"), max_length=300, blank=True)

    progress_step = models.CharField(
        _("langkah"), max_length=12, choices=Step.choices, default=Step.WAITING
    )
    claimed_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokumen")
        verbose_name_plural = _("dokumen")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            *ClaimedWork.Meta.constraints,
            one_of("status", Status),
            one_of("progress_step", Step),
            both_or_neither("signed_at", "signed_by"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("requested_by")),
                name="documents_documentrequest_two_hands",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "unit", "snapshot_sha256"],
                condition=~Q(status=Status.CANCELLED),
                name="documents_documentrequest_same_content_once",
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | Q(edition=2, signed_at__isnull=False),
                name="documents_documentrequest_second_edition_is_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["-requested_at", "-id"], name="documents_request_latest"),
            trigrams("documents_request_words", "number", "subject_label"),
            models.Index(
                fields=["status", "lease_until"],
                condition=Q(status__in=IN_PROGRESS),
                name="documents_request_open",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="documents_request_about"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="frozen",
                fields=[
                    "kind", "title", "subject_type", "subject_id", "subject_label", "unit",
                    "number", "token", "snapshot", "snapshot_sha256", "is_sample",
                    "requested_at", "requested_by",
                ],
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def is_queued(self) -> bool:
        return self.status == Status.QUEUED

    @property
    def is_failed(self) -> bool:
        return self.status == Status.FAILED

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def standing(self) -> str:
        """What its badge looks like: as its status, or what is done as a draft or signed."""
        if self.status == Status.DONE:
            return "signed" if self.signed_at else "draft"
        return self.status

    @property
    def standing_label(self) -> str:
        """Where it stands, in words: a draft that is done is no finished document yet."""
        if self.signed_at and self.in_progress:
            return str(workflow.SIGNED_IN_PRINT_LABEL)
        if self.status == Status.DONE:
            return str(workflow.SIGNED_LABEL if self.signed_at else workflow.DRAFT_LABEL)
        return self.get_status_display()

    @property
    def progress(self) -> int:
        """Percent of the work that lies behind."""
        return workflow.PROGRESS[Step(self.progress_step)]

    @property
    def current(self) -> DocumentEdition | None:
        """The newest edition that was made (prefetch ``editions`` for lists)."""
        return max(self.editions.all(), key=lambda edition: edition.number, default=None)

    @property
    def check_url(self) -> str:
        """The public check page, in full: what the QR code says."""
        return settings.PUBLIC_URL.rstrip("/") + reverse("documents:check", args=[self.token])

    def subject_for(self, user: Holder) -> models.Model | None:
        """What it is about, if that is still there and ``user`` may see it."""
        manager = apps.get_model(self.subject_type)._default_manager
        rows = cast(Visible[models.QuerySet[models.Model]], manager).visible_to(user)
        return rows.filter(pk=self.subject_id).first()

    def require(self, move: Move) -> None:
        """What is signed stays.

        Raises:
            MoveNotAllowed: it is signed already, or is being printed because it was signed.
        """
        if self.signed_at and move in workflow.BEFORE_SIGNING:
            raise MoveNotAllowed(
                _("Dokumen ini sudah disahkan oleh %(name)s; edisi itu tetap.")
                % {"name": self.signer_name},
                verb=move.verb,
                target=self,
                phrase=move.phrase,
            )

    @property
    def request_perm(self) -> str:
        """What whoever asks for such a document holds, and whoever tries it again."""
        return registry.kind_of(self.kind).request_perm

    def open_moves(self, user: User) -> list[Move]:
        """The moves ``user`` could make now: one button each."""
        if self.is_failed:
            return [workflow.RETRY] if user.has_perm(self.request_perm, self) else []
        moves: Iterable[Move] = workflow.MOVES
        if self.signed_at:
            moves = [move for move in moves if move not in workflow.BEFORE_SIGNING]
        return open_to(user, self, moves)


class DocumentGrant(Grant):
    """One document shared with one person until a day."""

    content_object = models.ForeignKey(
        DocumentRequest, on_delete=models.CASCADE, related_name="grants"
    )


class EditionQuerySet(models.QuerySet["DocumentEdition"]):
    def signed(self) -> Self:
        return self.filter(number__gt=1)


class DocumentEdition(AppendOnly):
    """A file as the worker made it. Edition 1 is the draft; signing off makes the next one."""

    document = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edisi"))
    file = models.FileField(_("berkas"), upload_to="documents/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"))
    pages = models.PositiveIntegerField(_("jumlah halaman"))
    made_at = models.DateTimeField(_("dibuat pada"), auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="documents_edition_made_once"
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, pages__gt=0), name="documents_edition_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.number})"

    @property
    def is_signed(self) -> bool:
        return self.number > 1

    @property
    def download_name(self) -> str:
        """A file name from the number: "001-LHE-polpum-2026-draf.pdf"."""
        draft = "" if self.is_signed else "-draf"
        return f"{self.document.number.replace('/', '-')}{draft}.pdf"
