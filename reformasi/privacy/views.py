from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from reformasi.audit import personal, trail
from reformasi.organisation.shortcuts import Request, require_somewhere

from .models import RetentionRun
from .own_data import sections
from .permissions import PrivacyPerm
from .retention import label_of

SHORT, RUNS = 10, 14
TOOK = gettext_noop("mengunduh data pribadi")


@require_GET
@login_not_required
def notice(request: Request) -> HttpResponse:
    """What is kept, why, how long, and whom to ask: for everybody, before they log in."""
    context = {
        "contact": settings.PRIVACY_CONTACT,
        "session_days": settings.KEEP_SESSION_DAYS,
        "origin_months": settings.KEEP_ORIGIN_MONTHS,
        "history_years": settings.KEEP_ROW_HISTORY_YEARS,
    }
    return render(request, "privacy/notice.html", context)


@require_GET
def register(request: Request) -> HttpResponse:
    """Every column that holds personal data, as the code declares it, and the last nights."""
    require_somewhere(request.user, PrivacyPerm.VIEW_REGISTER)
    runs = [
        (run.at, [(label_of(name), count) for name, count in run.counts.items() if count])
        for run in RetentionRun.objects.all()[:RUNS]
    ]
    rows = [
        {"kept": kept, "columns": [personal.column_label(kept, name) for name in kept.columns]}
        for kept in personal.declared()
        if kept.purpose is not personal.ROW_HISTORY
    ]
    context = {"rows": rows, "runs": runs, "history": personal.ROW_HISTORY}
    return render(request, "privacy/register.html", context)


@require_GET
def own(request: Request) -> HttpResponse:
    """All that is kept about oneself, the newest of each kind."""
    return render(request, "privacy/own.html", {"sections": sections(request.user, SHORT)})


@require_GET
def own_download(request: Request) -> HttpResponse:
    """The same, whole, as a file for machines."""
    person = request.user
    content = {
        "orang": str(person),
        "dibuat": timezone.localtime().isoformat(),
        "isi": [section.as_data() for section in sections(person)],
    }
    trail.record("export", person, by=person, phrase=TOOK)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="data-saya.json"'
    return response
