"""How long personal data are kept, and how they go: rules, run every night (ADR 113)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from reformasi.audit import personal, trail
from reformasi.audit.models import Entry
from reformasi.audit.personal import tracked_by

from .models import RetentionRun

logger = logging.getLogger(__name__)
RAN = gettext_noop("menjalankan")
#: What the two functions of the database say on the trail.
BLANKED = gettext_noop("mengosongkan alamat lama pada")
FORGOT = gettext_noop("menghapus riwayat baris lama pada")
ADDRESS = r"^[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*$"


@dataclass(frozen=True)
class Rule:
    """What is too old at a moment: how much there is of it, and how it is removed."""

    name: str
    label: str | Promise
    count: Callable[[datetime], int]
    remove: Callable[[datetime], int]


_rules: dict[str, Rule] = {}


def add(*rules: Rule) -> None:
    """Let an app above say what of its own is too old."""
    _rules.update({rule.name: rule for rule in rules})


def run(now: datetime, *, dry: bool = False) -> dict[str, int]:
    """Remove what is too old, and say on the trail how much; ``dry`` only counts.

    A rule that fails is told in the log, and the others go on.
    """
    if dry:
        return {rule.name: rule.count(now) for rule in _rules.values()}
    counts = {}
    for rule in _rules.values():
        try:
            counts[rule.name] = _removed(rule, now)
        except Exception:  # whatever it is, what else is too old goes all the same
            logger.exception("retention: %s is not done", rule.name)
    if any(counts.values()):
        with transaction.atomic():
            kept = RetentionRun.objects.create(counts=counts)
            changes = {name: [0, count] for name, count in counts.items() if count}
            trail.record("run", kept, by=None, phrase=RAN, changes=changes)
    return counts


@transaction.atomic
def _removed(rule: Rule, now: datetime) -> int:
    """Each rule for itself: one that fails leaves nothing half done."""
    return rule.remove(now)


def label_of(name: str) -> str:
    rule = _rules.get(name)
    return str(rule.label) if rule else name


def _expired_sessions(now: datetime) -> models.QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=now)


def _idle_sessions(now: datetime) -> models.QuerySet[models.Model]:
    """Rows about sessions that nobody used for so long."""
    before = now - timedelta(days=settings.KEEP_SESSION_DAYS)
    rows: models.QuerySet[models.Model] = UserSession.objects.filter(last_seen_at__lt=before)
    return rows


def _months_ago(now: datetime) -> datetime:
    return now - timedelta(days=30.44 * personal.origin_months())


def _years_ago(now: datetime) -> datetime:
    return now - timedelta(days=365.25 * personal.history_years())


def _addresses(now: datetime) -> int:
    is_address = models.Q(origin__regex=ADDRESS) | models.Q(origin_sealed__isnull=False)
    return Entry.objects.filter(is_address, at__lt=_months_ago(now)).count()


def _history_rows(now: datetime) -> int:
    events = [kind for kind in apps.get_models(include_auto_created=True) if tracked_by(kind)]
    before = _years_ago(now)
    return sum(kind._default_manager.filter(pgh_created_at__lt=before).count() for kind in events)


def _by_function(name: str, before: datetime) -> int:
    """The narrow way through the append-only trail: a function of the database's owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [before])
        return int(cursor.fetchone()[0])


def register() -> None:
    add(
        Rule(
            "sessions",
            _("sesi yang sudah berakhir"),
            lambda now: _expired_sessions(now).count(),
            lambda now: _expired_sessions(now).delete()[0],
        ),
        Rule(
            "session_records",
            _("catatan sesi yang lama tidak dipakai"),
            lambda now: _idle_sessions(now).count(),
            lambda now: _idle_sessions(now).delete()[0],
        ),
        Rule(
            "addresses",
            _("alamat pada jejak"),
            _addresses,
            lambda now: _by_function("audit_blank_origins", _months_ago(now)),
        ),
        Rule(
            "row_history",
            _("riwayat baris"),
            _history_rows,
            lambda now: _by_function("audit_forget_rows", _years_ago(now)),
        ),
    )
