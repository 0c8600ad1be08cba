"""The personal data of frozen content: what it was approved with stays (ADR 112)."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import Snapshot


def register() -> None:
    personal.declare(Kept(Snapshot, ("frozen_by_label", "content"), personal.ACT))
