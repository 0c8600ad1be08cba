from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.audit import personal, trail
from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import Request, get_permitted_or_404, require_somewhere
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of

from . import actions
from .forms import SeparationForm
from .models import RetentionRun, Separation
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


@require_http_methods(["GET", "POST"])
def separation_create(request: Request, pk: int) -> HttpResponse:
    person = get_permitted_or_404(request.user, PrivacyPerm.SEPARATE_USER, User, pk=pk)
    form = SeparationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.request_separation(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, _("Permintaan dicatat. Administrator lain melaksanakannya."))
        return redirect("privacy:separations")
    return form_page(request, "privacy/separation_form.html", form, person=person)


@require_GET
def separations(request: Request) -> HttpResponse:
    """What was asked for, and what was done."""
    require_somewhere(request.user, PrivacyPerm.SEPARATE_USER)
    rows = Separation.objects.visible_to(request.user)
    rows = rows.select_related("person", "requested_by", "done_by")
    return render(request, "privacy/separations.html", {"page": page_of(rows, request)})


@require_POST
def separation_move(request: Request, pk: int, verb: str) -> HttpResponse:
    """Carry it out, or take the request back."""
    separation = get_permitted_or_404(
        request.user, PrivacyPerm.SEPARATE_USER, Separation.objects.waiting(), pk=pk
    )
    if verb == "withdraw":
        actions.withdraw_separation(separation=separation, by=request.user)
        messages.success(request, _("Permintaan dibatalkan."))
    else:
        actions.separate(separation=separation, by=request.user)
        messages.success(request, _("Dipisahkan. Perbuatannya tetap ada, namanya tidak."))
    return redirect("privacy:separations")
