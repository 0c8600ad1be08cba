"""Pages that read across the rooms: the areas of change, and what waits for a decision."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reformasi.organisation.shortcuts import (
    Request,
    require_somewhere,
)
from reformasi.ui.filters import chosen_year
from reformasi.ui.pages import page_of

from .achievements.models import Achievement
from .activities.models import Activity
from .areas.counts import counts_by_area
from .areas.models import ReformArea
from .permissions import ProgramPerm
from .plans.models import ActionPlan


@require_GET
def areas(request: Request) -> HttpResponse:
    """The eight areas with what the units in scope do for each, in one year."""
    require_somewhere(request.user, ProgramPerm.VIEW_REFORM_AREA)
    today = timezone.localdate()
    year = chosen_year(request.GET.get("year", "")) or today.year
    counts = counts_by_area(request.user, year, today)
    rows = [(area, counts[area.pk]) for area in ReformArea.objects.all()]
    return render(request, "programs/areas.html", {"rows": rows, "year": year})


@require_GET
def waiting(request: Request) -> HttpResponse:
    """What waits for a decision of this person, oldest first."""
    require_somewhere(request.user, ProgramPerm.APPROVE_ACTIVITY)
    context = {
        "page": page_of(Activity.objects.waiting_for(request.user).with_links(), request),
        "plans": ActionPlan.objects.waiting_for(request.user).with_links()[:100],
        "achievements": Achievement.objects.waiting_for(request.user).with_links()[:100],
    }
    return render(request, "programs/waiting.html", context)
