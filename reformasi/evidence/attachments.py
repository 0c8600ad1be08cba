"""What evidence is attached to, and by what: the two that rooms above make their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reformasi.organisation import scope
from reformasi.organisation.models import Unit
from reformasi.organisation.scope import Holder, Visible
from reformasi.workflow.models import Decidable

from .units import AttachedUnits, Kind, follow

#: The column that a concrete attachment adds: what the evidence is attached to.
OWNER = "owner"


class Owner(models.Model):
    """What evidence is attached to. Its QuerySet has ``visible_to``."""

    #: What its name and address are made of, besides itself.
    named_by: ClassVar[tuple[str, ...]] = ()
    #: What one must hold in its unit to see it, where that is not to view things of its kind.
    seen_with: ClassVar[str] = ""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        @property
        def unit(self) -> Unit:
            """Whose it is: a foreign key, or that of a parent."""

    def get_absolute_url(self) -> str:
        """The page that shows it, with the panel of its evidence."""
        raise NotImplementedError

    def get_evidence_url(self) -> str:
        """The part of its page with its evidence, where that is changed in place; else ""."""
        return ""

    @classmethod
    def addressed(cls) -> type[models.Model] | None:
        """The table between it and units to which it is addressed, whose units below see it too."""
        return None

    @property
    def evidence_year(self) -> int | None:
        """The year for which its evidence has to be in force, if any."""
        return None

    @property
    def evidence_is_open(self) -> bool:
        """Whether files may be attached or detached now."""
        raise NotImplementedError

    @property
    def vouching(self) -> list[Decidable]:
        """What vouches for its files once it is handed in: itself, if anything."""
        return [self] if isinstance(self, Decidable) else []

    @property
    def awaiting(self) -> list[Decidable]:
        """What waits for a decision and rests on its files."""
        return [item for item in self.vouching if item.is_submitted]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Holder) -> Self:
        """What is attached to the things that ``user`` may see."""
        owners = cast(Visible[models.QuerySet[Owner]], self.model.owner_model()._default_manager)
        return self.filter(owner__in=owners.visible_to(user))

    def of(self, owner: Owner) -> Self:
        return self.filter(**{OWNER: owner})

    def with_owners(self) -> Self:
        """With what they are attached to, ready to be named."""
        parts = (f"{OWNER}__{name}" for name in self.model.owner_model().named_by)
        return self.select_related(OWNER, *parts)

    def with_files(self) -> Self:
        return self.select_related("evidence__unit").prefetch_related("evidence__versions")

    def content(self) -> list[dict[str, object]]:
        """The attached files as they are now, as plain data: what an approval vouches for."""
        return [attachment.content() for attachment in self.with_files().order_by("pk")]


class Attachment(models.Model):
    """Evidence attached to something.

    A concrete attachment adds ``owner``, a foreign key to an ``Owner``, and ``change_perm``, the
    permission on the owner that attaching and detaching ask for.
    """

    change_perm: ClassVar[str]
    _kinds: ClassVar[list[type[Attachment]]] = []

    evidence = models.ForeignKey(
        "evidence.Evidence",
        verbose_name=_("bukti"),
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s_set",
    )
    pointer = models.CharField(_("letak dalam berkas"), max_length=100, blank=True)
    attached_at = models.DateTimeField(auto_now_add=True)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "evidence"], name="%(app_label)s_%(class)s_once"
            )
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [AttachedUnits()]

    def __str__(self) -> str:
        return f"{self.evidence} – {self.attached_to}"

    def content(self) -> dict[str, object]:
        """The file as it is now, as plain data."""
        version = self.evidence.current
        return {
            "file": version.name,
            "version": version.number,
            "sha256": version.sha256,
            "pointer": self.pointer,
            **({"requirement": self.line} if self.line else {}),
        }

    @property
    def line(self) -> str:
        """The key of the document that was asked for; "" where it is for none of these."""
        return ""

    @property
    def attached_to(self) -> Owner:
        """The owner, whichever concrete attachment this is."""
        owner: Owner = getattr(self, OWNER)
        return owner

    @property
    def owner_kind(self) -> str:
        """What sort of thing it is attached to, in words: "kegiatan"."""
        return str(self.owner_model()._meta.verbose_name)

    @staticmethod
    def register(*kinds: type[Attachment]) -> None:
        """Let the library see through these concrete attachments of an app above."""
        Attachment._kinds.extend(kinds)
        for kind in kinds:
            follow(kind.as_kind())

    @classmethod
    def kinds(cls) -> list[type[Attachment]]:
        """Every registered attachment, by name; only they have an ``owner``."""
        return sorted(cls._kinds, key=lambda kind: kind._meta.label_lower)

    @classmethod
    def kinds_for(cls, owner: Owner) -> list[type[Attachment]]:
        """The kinds of attachment that ``owner`` takes; usually one."""
        return [kind for kind in cls.kinds() if isinstance(owner, kind.owner_model())]

    @classmethod
    def seen_with(cls) -> str:
        """The permission in the owner's unit that lets one see what is attached to it."""
        owner = cls.owner_model()
        return owner.seen_with or scope.permission("view", owner)

    @classmethod
    def as_kind(cls) -> Kind:
        """What its triggers are made of."""
        return Kind(cls, cls.owner_model(), cls.owner_model().addressed())

    @classmethod
    def owner_model(cls) -> type[Owner]:
        return cast(type[Owner], cls._meta.get_field(OWNER).related_model)
