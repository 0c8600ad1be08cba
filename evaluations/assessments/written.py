"""What people write, one after another, into a sheet; and what of it the history keeps."""

from __future__ import annotations

from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformasi.audit import trail
from reformasi.workflow.models import Versioned

#: What one person goes on writing within this time is one act of writing (ADR 128).
ONE_WRITING = timedelta(minutes=15)


def overwritten() -> pghistory.UpdateEvent:
    """Keeps an answer as it was before another person, or the same one later, writes over it.

    An answer is saved with every pause in the typing: a row for each would bury what happened.
    """
    return pghistory.UpdateEvent(
        row=pghistory.Old,
        condition=pgtrigger.Condition(
            "OLD.written_at IS NOT NULL AND"
            " (OLD.written_by_id IS DISTINCT FROM NEW.written_by_id"
            f" OR NEW.written_at > OLD.written_at + INTERVAL '{ONE_WRITING.seconds} seconds')"
        ),
    )


class Written(Versioned):
    """Written by one person after another, each time as a new version.

    The operator at the command line is no person: ``written_by`` is then empty (ADR 132).
    """

    written_at = models.DateTimeField(_("ditulis pada"), null=True, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ditulis oleh"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            CheckConstraint(
                condition=Q(written_by__isnull=True) | Q(written_at__isnull=False),
                name="%(app_label)s_%(class)s_written_by_has_day",
            )
        ]

    @property
    def writer(self) -> str:
        """Who wrote it last, for the reader; blank where nobody has."""
        if self.written_at is None:
            return ""
        return str(self.written_by or gettext(trail.SYSTEM))
