from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reformasi.audit.history import Lines
from reformasi.audit.permissions import AuditPerm
from reformasi.organisation.refusals import refusals_for
from reformasi.organisation.shortcuts import Request, require_somewhere
from reformasi.ui.pages import page_of


@require_GET
def refusals(request: Request) -> HttpResponse:
    """What was refused to the people whom they administer, newest first."""
    require_somewhere(request.user, AuditPerm.VIEW_REFUSALS)
    lines = Lines(refusals_for(request.user), sees_origin=True)
    context = {"page": page_of(lines, request)}
    return render(request, "organisation/refusals.html", context)
