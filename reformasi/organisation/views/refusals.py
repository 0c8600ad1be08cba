from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reformasi.audit.history import Lines
from reformasi.audit.models import Entry
from reformasi.audit.permissions import AuditPerm
from reformasi.organisation.models import User
from reformasi.organisation.shortcuts import Request, require_somewhere
from reformasi.ui.pages import page_of


@require_GET
def refusals(request: Request) -> HttpResponse:
    """What was refused to the people whom they administer, newest first."""
    require_somewhere(request.user, AuditPerm.VIEW_REFUSALS)
    people = User.objects.where(request.user, AuditPerm.VIEW_REFUSALS)
    entries = Entry.objects.refused().by_any_of(people)
    context = {"page": page_of(Lines(entries, sees_origin=True), request)}
    return render(request, "organisation/refusals.html", context)
