from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reformasi.organisation.forms import PeriodForm, ReopenForm
from reformasi.organisation.models import Period, PeriodKind
from reformasi.organisation.periods import reopen_window, set_period
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import Request, require, require_somewhere
from reformasi.ui.form_pages import form_page, posted


@require_GET
def periods(request: Request) -> HttpResponse:
    """Years with their quarters and windows; a window says whether it is open today."""
    require_somewhere(request.user, OrganisationPerm.VIEW_PERIOD)
    today = timezone.localdate()
    years: dict[int, dict[str, list[tuple[Period, bool]]]] = {}
    for period in Period.objects.all():
        kinds = years.setdefault(period.year, {kind: [] for kind in PeriodKind.values})
        kinds[period.kind].append((period, period.is_open(today)))
    context = {
        "years": years,
        "today": today,
        "may_change": request.user.has_perm(OrganisationPerm.CHANGE_PERIOD, Period()),
    }
    return render(request, "organisation/periods.html", context)


@require_http_methods(["GET", "POST"])
def period_set(request: Request) -> HttpResponse:
    new = Period(kind=PeriodKind.YEAR, year=timezone.localdate().year)
    require(request.user, OrganisationPerm.CHANGE_PERIOD, new)
    form = PeriodForm(posted(request), initial={"year": new.year})
    if request.method == "POST" and form.is_valid():
        period = set_period(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(period)s diatur.") % {"period": period})
        return redirect(period)
    return form_page(request, "organisation/period_form.html", form, period=None)


@require_http_methods(["GET", "POST"])
def period_reopen(request: Request, pk: int) -> HttpResponse:
    period = get_object_or_404(Period, pk=pk, kind=PeriodKind.STAGE)
    require(request.user, OrganisationPerm.CHANGE_PERIOD, period)
    form = ReopenForm(posted(request), period=period)
    if request.method == "POST" and form.is_valid():
        reopen_window(period=period, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(period)s dibuka kembali.") % {"period": period})
        return redirect(period)
    return form_page(request, "organisation/period_form.html", form, period=period)


@require_GET
def period_history(request: Request, pk: int) -> HttpResponse:
    require_somewhere(request.user, OrganisationPerm.VIEW_PERIOD)
    period = get_object_or_404(Period, pk=pk)
    return render(request, "organisation/period_history.html", {"period": period})
