from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.audit import personal, trail
from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import Request, get_permitted_or_404, require_somewhere
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of

from . import actions, outsiders
from .forms import REQUEST, CorrectionForm, SeparationForm
from .models import Correction, RetentionRun, Separation
from .outsiders import Named
from .own_data import sections, values_of
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
        "origin_months": personal.origin_months(),
        "history_years": personal.history_years(),
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
    is_asked = Separation.objects.filter(person=person).exists()
    if request.method == "GET" and is_asked:
        messages.info(request, _("Pemisahan %(person)s sudah diminta.") % {"person": person})
        return redirect("privacy:separations")
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


@require_GET
def corrections(request: Request) -> HttpResponse:
    """Find somebody without an account in the lists, and what was corrected so far."""
    require_somewhere(request.user, PrivacyPerm.ADD_CORRECTION)
    text = request.GET.get("q", "").strip()
    matches, has_more = outsiders.search(request.user, text)
    rows = Correction.objects.visible_to(request.user).select_related("unit", "made_by")
    page = page_of(rows, request)
    named = outsiders.named((row.target, row.target_id) for row in page)
    context = {
        "text": text,
        "matches": matches,
        "has_more": has_more,
        "page": page,
        "lines": [(row, named.get((row.target, row.target_id))) for row in page],
    }
    return render(request, "privacy/corrections.html", context)


@require_http_methods(["GET", "POST"])
def correction_create(request: Request) -> HttpResponse:
    """Record a request about the chosen rows, and do what it asks for."""
    rows = _chosen(request)
    form = CorrectionForm(posted(request), rows=rows)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in REQUEST}
        made = actions.correct_outsiders(rows=rows, values=form.values, by=request.user, **fields)
        number = len(made)
        text = ngettext("%(number)d baris dikoreksi.", "%(number)d baris dikoreksi.", number)
        messages.success(request, text % {"number": number})
        return redirect("privacy:corrections")
    return form_page(request, "privacy/correction_form.html", form, rows=rows)


@require_GET
def outsider_download(request: Request) -> HttpResponse:
    """What the chosen rows say, as a file to be given to whoever asked."""
    rows = _chosen(request)
    actions.record_export(rows, by=request.user)
    content = {"dibuat": timezone.localtime().isoformat(), "isi": [_as_data(row) for row in rows]}
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="data-orang-luar.json"'
    return response


def _chosen(request: Request) -> list[Named]:
    """The rows that the address names; 404 without any that the person may correct."""
    require_somewhere(request.user, PrivacyPerm.ADD_CORRECTION)
    rows = outsiders.chosen(request.user, request.GET.getlist("row"))
    if not rows:
        raise Http404
    return rows


def _as_data(each: Named) -> dict[str, object]:
    kept = each.outsiders.kept
    return {
        "jenis": kept.title,
        "pada": str(each.owner),
        "tujuan": str(kept.purpose.label),
        "dasar": str(kept.purpose.basis),
        "masa_simpan": kept.purpose.retention(),
        "data": dict(values_of(kept, each.row)),
    }
