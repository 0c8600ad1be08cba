"""Documents that are asked for one by one: each is a line with its own files, or a waiver.

An owner whose rules name documents is a ``LineOwner``: its attachments say which line they are for
(``LineAttachment``), and its waivers (``Waiver``) why a line stays empty, and who let it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.audit.constraints import both_or_neither
from reformasi.audit.refusals import NotReady
from reformasi.workflow.decisions import Gap
from reformasi.workflow.frozen import Frozen
from reformasi.workflow.models import Decidable
from reformasi.workflow.moves import Move

from .attachments import Attachment, Owner

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

KEY_LENGTH = 200
LINE = "requirement"  # the column of a ``LineAttachment`` that says what it proves


class LinesEmpty(NotReady):
    """Documents are lacking that nobody has waived."""


@dataclass(frozen=True)
class Requirement:
    """A document that is asked for; ``key`` is what attachments and waivers keep of it."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class Line:
    """What was asked for beside what was given."""

    requirement: Requirement
    attachments: tuple[Attachment, ...]
    waiver: Waiver | None
    elsewhere: str  # what the portal itself keeps of it, e.g. an attendance list; "" if nothing

    @property
    def is_empty(self) -> bool:
        return not self.attachments and not self.elsewhere

    @property
    def is_unexplained(self) -> bool:
        """Whether the unit has not said why it is empty."""
        return self.is_empty and self.waiver is None

    @property
    def is_waived(self) -> bool:
        return self.waiver is not None and self.waiver.waived_by_id is not None

    @property
    def needs_waiver(self) -> bool:
        return self.is_empty and not self.is_waived


class LineOwner(Decidable, Owner):
    """An owner that asks for documents one by one; its ``frozen`` has ``proposed_waivers``."""

    class Meta(Decidable.Meta):
        abstract = True

    if TYPE_CHECKING:
        attachments: RelatedManager[Attachment]
        waivers: RelatedManager[Waiver]

    @property
    def requirements(self) -> Sequence[Requirement]:
        """The documents that the rules ask for, in their order."""
        raise NotImplementedError

    def kept_elsewhere(self, key: str) -> str:
        """What the portal itself keeps of this document, in words; "" if nothing."""
        return ""

    def requirement_of(self, key: str) -> Requirement | None:
        return next((one for one in self.requirements if one.key == key), None)

    @property
    def lines(self) -> list[Line]:
        attached = list(self.attachments.select_related("evidence"))
        waivers = {waiver.requirement: waiver for waiver in self.waivers.select_related(*HANDS)}
        return [
            Line(
                requirement,
                tuple(one for one in attached if one.line == requirement.key),
                waivers.get(requirement.key),
                self.kept_elsewhere(requirement.key),
            )
            for requirement in self.requirements
        ]

    @property
    def proposed_waivers(self) -> models.QuerySet[Waiver]:
        """Why lines are empty, as the unit says: part of what an approval vouches for."""
        return self.waivers.filter(proposed_by__isnull=False)

    def line_gaps(self) -> list[Gap]:
        """The lines that keep it from being submitted: empty, and nobody says why."""
        message = _("Belum ada: %(label)s. Lampirkan berkasnya, atau tulis mengapa tidak ada.")
        return [
            Gap("files", message % {"label": line.requirement.label})
            for line in self.lines
            if line.is_unexplained
        ]

    def obstacles(self) -> list[str]:
        """Also the lines that are empty and not waived."""
        empty = [str(line.requirement.label) for line in self.lines if line.needs_waiver]
        if not empty:
            return super().obstacles()
        message = _("Belum ada dan belum dikecualikan: %(labels)s.")
        return [*super().obstacles(), message % {"labels": "; ".join(empty)}]

    def forget_decisions(self) -> None:
        """Each submission is looked at anew: nothing of it is waived yet."""
        super().forget_decisions()
        waived = self.waivers.filter(waived_by__isnull=False)
        waived.update(waived_by=None, waived_at=None, waive_reason="")

    def require(self, move: Move) -> None:
        """Raises LinesEmpty: it would be approved with a line that is empty and not waived."""
        super().require(move)
        if move.approves and (reasons := self.obstacles()):
            raise LinesEmpty(" ".join(reasons), verb=move.verb, target=self, phrase=move.phrase)


class LineAttachment(Attachment):
    """Evidence for one line of its owner, or beside them; for another line it is attached again."""

    requirement = models.CharField(
        gettext_lazy("untuk dokumen"), max_length=KEY_LENGTH, blank=True, default=""
    )

    class Meta(Attachment.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "evidence", "requirement"], name="%(app_label)s_%(class)s_once"
            )
        ]

    @property
    def line(self) -> str:
        return self.requirement


HANDS = ("proposed_by", "waived_by")


class Waiver(models.Model):
    """Why a line is empty, as the unit proposes, and who let it be: whoever decides, not the unit.

    A concrete waiver adds ``owner``, a foreign key with the related name "waivers".
    """

    requirement = models.CharField(gettext_lazy("dokumen"), max_length=KEY_LENGTH)
    reason = models.TextField(gettext_lazy("alasan"))
    proposed_at = models.DateTimeField(null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    #: Why whoever decides lets it be, where the reason of the unit is not theirs.
    waive_reason = models.TextField(gettext_lazy("alasan pemutus"), blank=True, editable=False)
    waived_at = models.DateTimeField(null=True, editable=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    frozen: ClassVar[Frozen] = Frozen(fields=("requirement", "reason"))

    class Meta:
        abstract = True
        ordering = ["requirement"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "requirement"], name="%(app_label)s_%(class)s_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="%(app_label)s_%(class)s_with_reason"
            ),
            both_or_neither("proposed_at", "proposed_by"),
            both_or_neither("waived_at", "waived_by"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.reason}"
