import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST
from redis.exceptions import RedisError

from reformasi.ui import charts, days, sample, sweeping
from reformasi.ui.context_processors import THEME_COOKIE, THEMES

logger = logging.getLogger(__name__)
YEAR = 365 * 24 * 3600


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For load balancers: 200 when database and cache answer, otherwise 503.

    ``sweeper`` is for people who watch: pages are served without its rounds, but what a worker has
    lost stays where it is. It tells of beat, the queue and a worker, which each round needs.
    """
    state = {"database": _database_is_up(), "cache": _cache_is_up()}
    well = all(state.values())
    state["sweeper"] = well and sweeping.is_going()
    return JsonResponse(state, status=200 if well else 503)


@login_not_required
@cache_control(public=True, max_age=24 * 3600)
@require_GET
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Browsers ask for this address by themselves where a page is not ours to write, e.g. a PDF."""
    return HttpResponseRedirect(static("img/reformasi.svg"))


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponseRedirect:
    """Remember light, dark or auto in a cookie, so the server can write it into the first byte."""
    wanted = request.POST.get("theme", "")
    response = HttpResponseRedirect(_back(request))
    if wanted in THEMES:
        response.set_cookie(
            THEME_COOKIE, wanted, YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_GET
@cache_control(private=True, max_age=3600)
def chart(request: HttpRequest, key: str) -> HttpResponse:
    """The drawing of a chart whose page did not wait for it. The signed key came with that page."""
    svg = charts.drawn(key)
    if svg is None:
        raise Http404
    return HttpResponse(svg)


@require_GET
@never_cache
def day(request: HttpRequest) -> JsonResponse:
    """The day that ``q`` is, in words; or how to write one. For the script of forms."""
    text = request.GET.get("q", "").strip()
    try:
        within = days.between(request.GET.get("from", ""), request.GET.get("to", ""))
        value = days.day(text) if text else None
        if value:
            within.require(value)
    except days.NotADay as error:
        return JsonResponse({"day": "", "text": str(error)})
    return JsonResponse({"day": value or "", "text": days.in_words(value) if value else ""})


@require_GET
def gallery(request: HttpRequest, template: str = "ui/gallery.html") -> HttpResponse:
    """Every component and frame once, with made-up content: for developers and axe."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, template, {**sample.gallery(), "page": sample.page(request)})


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if ours else "/"


def _database_is_up() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("Health: the database does not answer")
        return False
    return True


def _cache_is_up() -> bool:
    try:
        cache.set("sehat", "1", 60)
        return cache.get("sehat") == "1"
    except (RedisError, OSError):
        logger.exception("Health: the cache does not answer")
        return False
