"""Evidence: a named proof with versions of its file, attached to many things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import in_order
from reformasi.audit.models import AppendOnly
from reformasi.organisation import scope
from reformasi.organisation.models import Grant, Unit, UnitOwnedQuerySet
from reformasi.organisation.scope import Holder
from reformasi.ui.model_fields import LastingDayField
from reformasi.ui.search import containing
from reformasi.workflow.models import Versioned

from .attachments import Attachment
from .content import BY_TYPE, FileKind
from .names import Names, VersionName
from .periods import TIMELESS, in_force
from .permissions import EvidencePerm
from .units import (
    OWN,
    EvidenceUnit,
    EvidenceUnitQuerySet,
    OwnUnit,
    is_among,
)

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class EvidenceQuerySet(UnitOwnedQuerySet["Evidence"]):
    def visible_to(self, user: Holder) -> Self:
        """Of one's units, shared with one, or attached to something that one may see."""
        if user.is_active and user.is_superuser:
            return self.all()
        return self.filter(pk__in=self._units_seen_by(user).values("evidence"))

    def listed_for(self, user: Holder) -> Self:
        """The same, for a page of many: gathered by unit, before any other condition.

        Left to choose, PostgreSQL may look for the files of some units from the newest of all on,
        and these may have none for a long way. Whoever reaches the whole tree finds them at once.
        """
        tops = scope.reach(user, EvidencePerm.VIEW_EVIDENCE)
        if user.is_superuser or any(len(top) == Unit.steplen for top in tops):
            return self.visible_to(user)
        return self.filter(is_among("pk", self._units_seen_by(user)))

    def _units_seen_by(self, user: Holder) -> EvidenceUnitQuerySet:
        perms = {OWN: str(EvidencePerm.VIEW_EVIDENCE)}
        perms |= {kind._meta.label_lower: kind.seen_with() for kind in Attachment.kinds()}
        given = scope.given(user, EvidencePerm.VIEW_EVIDENCE, self.model)
        return EvidenceUnit.objects.seen_by(user, perms, given)

    def attachable_by(self, user: Holder) -> Self:
        """Of units whose library the user keeps. What was only shared with them is not theirs to
        show to others by attaching it."""
        return self.filter(scope.within(user, EvidencePerm.CHANGE_EVIDENCE, "unit"))

    def with_content(self, sha256: str) -> Self:
        """Those whose newest version has exactly these bytes."""
        newest = EvidenceVersion.objects.filter(evidence=OuterRef("pk")).order_by("-number")
        rows = self.filter(versions__sha256=sha256)
        rows = rows.alias(newest=Subquery(newest.values("sha256")[:1]))
        return rows.filter(newest=sha256).distinct()

    def keys_holding(self, digests: Iterable[str]) -> set[int]:
        """The primary keys of those with a version of any of these contents."""
        return set(self.filter(versions__sha256__in=list(digests)).values_list("pk", flat=True))

    def named(self, query: str) -> Self:
        """Whose title, or the name of any version of the file, contains ``query``."""
        return self.filter(containing(query, "names"))

    def of_type(self, content_type: str) -> Self:
        of_type = EvidenceVersion.objects.filter(evidence=OuterRef("pk"), content_type=content_type)
        return self.filter(Exists(of_type))

    def in_year(self, year: int) -> Self:
        """In force at some time of ``year``; without a period, uploaded in it."""
        return self.filter(in_force(year))

    def unused(self) -> Self:
        return self.filter(pk__in=EvidenceUnit.objects.of_unused().values("evidence"))

    def with_uses(self) -> Self:
        """Add ``uses``: to how many things it is attached, seen by the user or not."""
        own = EvidenceUnit.objects.filter(evidence=OuterRef("pk"), kind=OWN)
        return self.annotate(uses=Subquery(own.values("uses")))

    def with_current(self) -> Self:
        return self.prefetch_related("versions")


@pghistory.track(exclude=["names"])
class Evidence(Versioned):
    """One proof (data dukung): what it is, of which unit, valid when."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT)
    title = models.CharField(_("nama bukti"), max_length=200)
    effective_from = LastingDayField(_("berlaku sejak"), null=True, blank=True)
    effective_to = LastingDayField(_("berlaku sampai"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_sample = models.BooleanField(_("data contoh"), default=False, editable=False)
    #: Title and names of all versions, as they are searched in; triggers write it.
    names = models.TextField(editable=False, default="", db_default="")

    objects = EvidenceQuerySet.as_manager()

    if TYPE_CHECKING:
        units: RelatedManager[EvidenceUnit]

    class Meta:
        verbose_name = _("bukti")
        verbose_name_plural = _("bukti")
        ordering = ["-pk"]
        constraints = [in_order("effective_from", "effective_to")]
        indexes = [
            GinIndex(OpClass(Upper("names"), name="gin_trgm_ops"), name="evidence_names"),
            models.Index(fields=["title"], name="evidence_title"),
            models.Index(fields=["created_at"], condition=TIMELESS, name="evidence_timeless"),
            models.Index(
                fields=["effective_from"],
                condition=Q(effective_from__isnull=False),
                name="evidence_begun",
            ),
            models.Index(
                fields=["effective_to"],
                condition=Q(effective_from__isnull=True, effective_to__isnull=False),
                name="evidence_lasting",
            ),
        ]
        triggers = [OwnUnit(), Names()]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence:detail", args=[self.pk])

    def is_in_force_in(self, year: int) -> bool:
        """Whether its period touches ``year``; without a period it is in force for ever."""
        first, last = self.effective_from, self.effective_to
        return (first is None or first.year <= year) and (last is None or last.year >= year)

    @property
    def current(self) -> EvidenceVersion:
        """The newest version of the file (prefetch ``versions`` for lists)."""
        return max(self.versions.all(), key=lambda version: version.number)

    def uses_for(self, user: Holder) -> tuple[list[Attachment], int]:
        """The attachments to things that ``user`` may see, and how many more there are."""
        seen: list[Attachment] = []
        total = 0
        for attachment in self.attached_kinds():
            rows = attachment.objects.filter(evidence=self)
            total += rows.count()
            seen += rows.visible_to(user).with_owners()
        return seen, total - len(seen)

    def attached_kinds(self) -> list[type[Attachment]]:
        """The kinds of attachment by which it is attached to anything, by name."""
        labels = set(self.units.exclude(kind=OWN).values_list("kind", flat=True))
        return [kind for kind in Attachment.kinds() if kind._meta.label_lower in labels]


class EvidenceVersion(AppendOnly):
    """A file as it was uploaded; never changed, never deleted."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versi"))
    file = models.FileField(_("berkas"), upload_to="evidence/%Y/%m/", max_length=200)
    name = models.CharField(_("nama berkas"), max_length=200)
    content_type = models.CharField(_("jenis berkas"), max_length=100)
    size = models.PositiveBigIntegerField(_("ukuran (bita)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_at = models.DateTimeField(_("diunggah pada"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(AppendOnly.Meta):
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["content_type", "evidence"], name="evidence_version_type"),
        ]
        triggers = [*AppendOnly.Meta.triggers, VersionName()]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "number"], name="evidence_version_number_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_version_not_empty"),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="evidence_version_number_from_one"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="evidence_version_sha256"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=sorted(BY_TYPE)), name="evidence_version_type_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (v{self.number})"

    @property
    def kind(self) -> FileKind:
        return BY_TYPE[self.content_type]


class EvidenceGrant(Grant):
    """One proof shared with one person until a day."""

    content_object = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="grants")
