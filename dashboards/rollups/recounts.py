"""What is kept beside its rows because counting it anew is dear, and whether it is still right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from reformasi.evidence import recount as evidence

from . import actions, stale
from .differences import differences
from .models import Kind, Recount

#: Sentences of a night that are kept.
EXAMPLES = 20
#: Nights that are kept.
NIGHTS = 90


@dataclass(frozen=True)
class Kept:
    """One thing that is kept: what is wrong with it, and how to make it right."""

    name: str
    differences: Callable[[], Sequence[object]]  # one sentence each
    rebuild: Callable[[], None]


KEPT = (
    *(
        Kept(kind.value, partial(differences, kind), partial(actions.rebuild, kind))
        for kind in Kind
    ),
    Kept("stale approval", stale.differences, stale.rebuild),
    Kept("evidence units", evidence.differences, evidence.restore),
)


def work_off() -> None:
    """Count everything that is marked."""
    for kind in Kind:
        while actions.refresh(kind):
            pass


def recount() -> dict[Kept, list[str]]:
    """The differences of everything that is kept, after all that is marked was counted."""
    work_off()
    return {kept: [str(each) for each in kept.differences()] for kept in KEPT}


def note(result: dict[Kept, list[str]]) -> None:
    """Keep how a recount ended, for the administrator's dashboard."""
    sentences = [sentence for each in result.values() for sentence in each]
    Recount.objects.create(differences=len(sentences), examples="\n".join(sentences[:EXAMPLES]))
    old = Recount.objects.order_by("-pk").values_list("pk", flat=True)[NIGHTS:]
    Recount.objects.filter(pk__in=list(old)).delete()
