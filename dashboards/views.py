from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reformasi.organisation.models import Unit, User
from reformasi.organisation.shortcuts import Request
from reformasi.ui import filters

from . import panels
from .boards import open_to
from .permissions import DashboardPerm

#: What a user sees on a dashboard on a day.
Panel = Callable[[User, date], dict[str, object]]


@require_GET
def home(request: Request) -> HttpResponse:
    """The first dashboard of the user's roles; without a role, a page that says whom to ask."""
    mine = open_to(request.user)
    if not mine:
        return render(request, "dashboards/no_role.html")
    return redirect(f"dashboards:{mine[0].slug}")


def show(request: Request, slug: str, panel: Panel) -> HttpResponse:
    """Draw one dashboard, if the user has it, with the tabs of all that they have."""
    mine = open_to(request.user)
    if slug not in {dashboard.slug for dashboard in mine}:
        raise Http404
    today = timezone.localdate()
    context = panel(request.user, today) | {"dashboards": mine, "slug": slug, "today": today}
    return render(request, f"dashboards/{slug.replace('-', '_')}.html", context)


@require_GET
def pegawai(request: Request) -> HttpResponse:
    return show(request, "pegawai", panels.pegawai)


@require_GET
def ketua_tim(request: Request) -> HttpResponse:
    return show(request, "ketua-tim", panels.ketua_tim)


@require_GET
def biro(request: Request) -> HttpResponse:
    return show(request, "biro", lambda user, today: panels.biro(user, today, request))


@require_GET
def admin(request: Request) -> HttpResponse:
    return show(request, "admin", panels.admin)


@require_GET
def pimpinan(request: Request) -> HttpResponse:
    """The heat map of ``?unit`` in ``?year``; both have a sensible start."""
    tops = Unit.objects.where(request.user, DashboardPerm.VIEW_PIMPINAN)
    code = request.GET.get("unit", "")
    top = tops.filter(code=code).first() if code else tops.first()
    if top is None:
        raise Http404
    parent = tops.filter(path=top.path[: -Unit.steplen]).first()
    year = chosen_year(request, timezone.localdate())

    def panel(user: User, today: date) -> dict[str, object]:
        years = sorted({year, *range(today.year - 4, today.year + 1)})
        figures = panels.pimpinan(user, today, top, year, request)
        return figures | {"top": top, "parent": parent, "year": year, "years": years}

    return show(request, "pimpinan", panel)


def chosen_year(request: Request, today: date) -> int:
    return filters.chosen_year(request.GET.get("year", "")) or today.year
