"""What is there in the end, in SQL and on disk, against what was acknowledged."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from benchmarks.faults.killing import Target
from benchmarks.faults.writers import Ledger
from evaluations.letters.models import Finding
from programs.activities.models import Activity
from reformasi.audit.models import Entry
from reformasi.evidence.models import Evidence, EvidenceVersion
from reformasi.ui import stored_files

DAYS = 2 * 86_400


@dataclass
class Verdict:
    acknowledged: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    cleaned: int = 0

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.orphans)


def judge(ledger: Ledger) -> Verdict:
    """Count everything once; the clean-up of the night is done first."""
    verdict = Verdict(ledger.total)
    tables: dict[str, tuple[QuerySet[Activity] | QuerySet[Evidence] | QuerySet[Finding], str]] = {
        "activity": (Activity.objects.all(), "title"),
        "draft": (Activity.objects.all(), "title"),
        "evidence": (Evidence.objects.all(), "title"),
        "finding": (Finding.objects.all(), "description"),
    }
    for kind, (rows, column) in tables.items():
        counts = dict(
            rows.filter(**{f"{column}__startswith": "Uji "})
            .order_by().values_list(column).annotate(Count("pk", distinct=True))
        )  # fmt: skip
        compare(verdict, kind, ledger, counts)
    for verb in ("submit", "approve"):
        entries = Entry.objects.filter(action=f"programs.activity.{verb}", refused=False)
        counts = dict(entries.order_by().values_list("target_label").annotate(Count("pk")))
        compare(verdict, verb, ledger, counts)
    content(verdict, ledger)
    files(verdict)
    return verdict


def compare(verdict: Verdict, kind: str, ledger: Ledger, counts: dict[str, int]) -> None:
    acknowledged = ledger.acknowledged.get(kind, set())
    verdict.lost += [f"{kind}: {text}" for text in acknowledged if not counts.get(text)]
    sent = ledger.sent.get(kind, set())
    verdict.doubled += [f"{kind}: {text}" for text in sent if counts.get(text, 0) > 1]


def content(verdict: Verdict, ledger: Ledger) -> None:
    """Files of activities, statuses, and the newest text of each draft."""
    for activity in Activity.objects.filter(title__startswith="Uji kegiatan"):
        attached = activity.attachments.count()
        if activity.title in ledger.acknowledged.get("activity", ()) and not attached:
            verdict.lost.append(f"file of {activity.title}")
        if attached > 1:
            verdict.doubled.append(f"file of {activity.title}")
        if (
            activity.title in ledger.acknowledged.get("approve", ())
            and activity.status != "approved"
        ):
            verdict.lost.append(f"approval of {activity.title}")
    for draft in Activity.objects.filter(title__in=ledger.last_autosave):
        if int(draft.description or 0) < ledger.last_autosave[draft.title]:
            verdict.lost.append(f"autosave {ledger.last_autosave[draft.title]} of {draft.title}")


def files(verdict: Verdict) -> None:
    """Each row has its file, byte by byte; what has no row is gone after the night."""
    for file in stored_files.known_files():
        if stored_files.is_missing(file) or stored_files.is_changed(file):
            verdict.lost.append(f"{file.row}: {file.name}")
    age_files()
    verdict.cleaned = len(stored_files.delete_orphans())
    verdict.orphans = stored_files.orphans()
    contents = EvidenceVersion.objects.filter(evidence__title__startswith="Uji ").order_by()
    again = contents.values("sha256").annotate(times=Count("pk")).filter(times__gt=1)
    verdict.doubled += [f"content {row['sha256']}" for row in again]


def age_files() -> None:
    """As if it were the night after the next day: the clean-up leaves young files alone."""
    before = time.time() - DAYS
    for path in stored_files.all_files():
        os.utime(path, (before, before))


def table_of(targets: Iterable[Target], verdict: Verdict, resent: int) -> str:
    lines = [
        "\n## Kills under writers\n",
        "| target | kills | acknowledged | back in s: median; worst |",
        "| --- | --- | --- | --- |",
    ]
    for target in targets:
        times = sorted(target.seconds)
        lines.append(
            f"| {target.name} | {target.kills} | {target.acknowledged} "
            f"| {times[len(times) // 2]:.1f}; {times[-1]:.1f} |"
        )
    lines += [
        (
            f"\n{verdict.acknowledged} acknowledged; {resent} requests sent again; "
            f"{verdict.cleaned} files cleaned up.\n"
        ),
        "| lost | doubled | orphans |",
        "| --- | --- | --- |",
        f"| {len(verdict.lost)} | {len(verdict.doubled)} | {len(verdict.orphans)} |",
    ]
    for name in ("lost", "doubled", "orphans"):
        lines += [f"\n{name}: {each}" for each in getattr(verdict, name)[:20]]
    return "\n".join(lines)
