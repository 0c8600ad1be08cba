from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reformasi.organisation.models import Unit
from reformasi.organisation.shortcuts import Request

from . import charts, panels
from .permissions import DashboardPerm


def home(request: Request) -> HttpResponse:
    """The first dashboard of the user's roles; without a role, a page that says whom to ask."""
    mine = panels.open_to(request.user)
    if not mine:
        return render(request, "dashboards/no_role.html")
    return redirect(f"dashboards:{mine[0].slug}")


def show(request: Request, slug: str, context: dict[str, Any]) -> HttpResponse:
    """Draw one dashboard with the tabs of all that the user has."""
    mine = panels.open_to(request.user)
    context |= {"dashboards": mine, "slug": slug, "today": timezone.localdate()}
    return render(request, f"dashboards/{slug.replace('-', '_')}.html", context)


def require(request: Request, slug: str) -> None:
    if slug not in {dashboard.slug for dashboard in panels.open_to(request.user)}:
        raise Http404


def pegawai(request: Request) -> HttpResponse:
    require(request, "pegawai")
    return show(request, "pegawai", panels.pegawai(request.user, timezone.localdate()))


def ketua_tim(request: Request) -> HttpResponse:
    require(request, "ketua-tim")
    context = panels.ketua_tim(request.user, timezone.localdate())
    context["chart"] = charts.areas(context["areas"], timezone.localdate().year)
    return show(request, "ketua-tim", context)


def biro(request: Request) -> HttpResponse:
    require(request, "biro")
    context = panels.biro(request.user, timezone.localdate())
    context["chart"] = charts.follow_up_rates(context["rates"])
    return show(request, "biro", context)


def pimpinan(request: Request) -> HttpResponse:
    """The heat map of ``?unit`` in ``?tahun``; both have a sensible start."""
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
        "chart": charts.heat(context["areas"], context["branches"], top, year),
    }
    return show(request, "pimpinan", context)


def chosen_year(request: Request, today: date) -> int:
    text = request.GET.get("tahun", "")
    return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else today.year


def admin(request: Request) -> HttpResponse:
    require(request, "admin")
    return show(request, "admin", panels.admin(request.user, timezone.localdate()))
