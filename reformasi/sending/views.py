"""The pages for what went wrong. They ask nothing of a broken body, and lose nothing typed."""

from __future__ import annotations

import logging
import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _

from .kept import keep
from .outages import Outage, outage
from .responses import refusal, wants_json
from .typed import typed_by

logger = logging.getLogger(__name__)
#: Seconds after which a browser or a script may try again.
RETRY_AFTER = 30


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    message = _(
        "Alamat atau isian yang dikirim tidak lengkap. Kembali ke halaman sebelumnya lalu coba "
        "lagi; isian Anda biasanya masih ada di sana."
    )
    response = refusal(request, "400.html", message, status=400, cause="unreadable")
    for name in getattr(exception, "names", ()):  # of broken cookies
        response.delete_cookie(name)
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: seen, but not allowed. The exception says why."""
    message = str(exception) or _("Anda tidak berwenang melakukan ini.")
    return refusal(
        request, "403.html", message, status=403, cause="permission", exception=str(exception)
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also where a person may no longer see what they were writing in."""
    message = _("Halaman tidak ditemukan atau Anda tidak berwenang melihatnya.")
    return refusal(request, "404.html", message, status=404, cause="permission")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page lists what was typed and keeps it: it cannot safely be sent again by itself."""
    logger.warning("CSRF: %s (%r)", reason, request.path)  # %r: a path may hold line ends
    if wants_json(request) and not request.user.is_authenticated:
        message = _("Sesi Anda sudah berakhir, jadi isian belum tersimpan.")
        return JsonResponse({"cause": "session", "message": message}, status=401)
    message = _("Formulir ini sudah kedaluwarsa. Muat ulang halamannya, lalu kirim lagi.")
    kept = keep(request)
    back_url = kept.page if kept else request.path
    return refusal(
        request, "403_csrf.html", message, status=403, cause="token", back_url=back_url, kept=kept
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where an engine is away, 507 where a store is full, else 500; asks nothing of either."""
    away = outage(sys.exc_info()[1])
    if away is None:
        return _plain(request, "500.html", _("Terjadi gangguan pada portal."), 500)
    if away is Outage.STORE:
        message = _("Tempat penyimpanan portal penuh, jadi isian dan berkas belum tersimpan.")
        return _plain(request, "507.html", message, 507)
    message = _("Portal sedang tidak dapat menyimpan atau membaca data. Coba lagi sebentar lagi.")
    response = _plain(request, "503.html", message, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _plain(request: HttpRequest, template: str, message: str, status: int) -> HttpResponse:
    """A page that needs no engine: no session, no user, no context processors."""
    if wants_json(request):
        return refusal(request, template, message, status=status, cause="outage")
    content = loader.render_to_string(template, {"message": message, "typed": typed_by(request)})
    return HttpResponse(content, status=status)
