"""Whether the stale approvals that triggers keep are those that there are."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from evaluations.follow_ups.models import FollowUp
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from zona_integritas.candidates.models import Milestone

from .models import StaleApproval


def differences() -> list[str]:
    """A sentence for each that is kept and is none, or is one and is not kept."""
    missing, wrong = _("%(target)s %(key)s: tidak tersimpan"), _("%(target)s %(key)s: bukan lagi")
    return [
        sentence % {"target": model._meta.label_lower, "key": key}
        for model, right in all_there_are().items()
        for sentence, keys in zip((missing, wrong), _unlike(model, right), strict=True)
        for key in sorted(keys)
    ]


@transaction.atomic
def rebuild() -> None:
    """Keep exactly those that there are."""
    for model, right in all_there_are().items():
        target = model._meta.label_lower
        missing, wrong = _unlike(model, right)
        StaleApproval.objects.filter(target=target, key__in=wrong).delete()
        rows = [StaleApproval(target=target, key=key) for key in missing]
        StaleApproval.objects.bulk_create(rows, ignore_conflicts=True)


def all_there_are() -> dict[type[Model], set[int]]:
    """By model the keys of what is approved and has changed since, from the rows themselves."""
    return {
        Activity: set(Activity.objects.stale().approved().values_list("pk", flat=True)),
        ActionPlan: set(ActionPlan.objects.stale().approved().values_list("pk", flat=True)),
        Achievement: set(Achievement.objects.stale().approved().values_list("pk", flat=True)),
        Milestone: set(Milestone.objects.stale().approved().values_list("pk", flat=True)),
        FollowUp: set(FollowUp.objects.stale().approved().values_list("pk", flat=True)),
    }


def _unlike(model: type[Model], right: set[int]) -> tuple[set[int], set[int]]:
    """The keys that are not kept and should be, and the other way round."""
    kept = set(StaleApproval.objects.of(model))
    return right - kept, kept - right
