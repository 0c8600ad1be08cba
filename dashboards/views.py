from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reformasi.organisation.models import Unit
from reformasi.organisation.shortcuts import Request

from . import panels
from .boards import open_to
from .permissions import DashboardPerm


@require_GET
def home(request: Request) -> HttpResponse:
    """The first dashboard of the user's roles; without a role, a page that says whom to ask."""
    mine = open_to(request.user)
    if not mine:
        return render(request, "dashboards/no_role.html")
    return redirect(f"dashboards:{mine[0].slug}")


def show(request: Request, slug: str, context: dict[str, object]) -> HttpResponse:
    """Draw one dashboard with the tabs of all that the user has."""
    mine = open_to(request.user)
    context |= {"dashboards": mine, "slug": slug, "today": timezone.localdate()}
    return render(request, f"dashboards/{slug.replace('-', '_')}.html", context)


def require(request: Request, slug: str) -> None:
    if slug not in {dashboard.slug for dashboard in open_to(request.user)}:
        raise Http404


@require_GET
def pegawai(request: Request) -> HttpResponse:
    require(request, "pegawai")
    return show(request, "pegawai", panels.pegawai(request.user, timezone.localdate()))


@require_GET
def ketua_tim(request: Request) -> HttpResponse:
    require(request, "ketua-tim")
    return show(request, "ketua-tim", panels.ketua_tim(request.user, timezone.localdate()))


@require_GET
def biro(request: Request) -> HttpResponse:
    require(request, "biro")
    return show(request, "biro", panels.biro(request.user, timezone.localdate()))


@require_GET
def pimpinan(request: Request) -> HttpResponse:
    """The heat map of ``?unit`` in ``?year``; both have a sensible start."""
    require(request, "pimpinan")
    today = timezone.localdate()
    tops = Unit.objects.where(request.user, DashboardPerm.VIEW_PIMPINAN)
    code = request.GET.get("unit", "")
    top = tops.filter(code=code).first() if code else tops.first()
    if top is None:
        raise Http404
    year = chosen_year(request, today)
    context = panels.pimpinan(request.user, today, top, year)
    context |= {
        "top": top,
        "parent": tops.filter(path=top.path[: -Unit.steplen]).first(),
        "year": year,
        "years": sorted({year, *range(today.year - 4, today.year + 1)}),
    }
    return show(request, "pimpinan", context)


def chosen_year(request: Request, today: date) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else today.year


@require_GET
def admin(request: Request) -> HttpResponse:
    require(request, "admin")
    return show(request, "admin", panels.admin(request.user, timezone.localdate()))
