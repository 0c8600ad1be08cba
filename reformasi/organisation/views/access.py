from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reformasi.organisation.access import explain
from reformasi.organisation.forms import AccessForm
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import Request, require_somewhere


@require_GET
def access(request: Request) -> HttpResponse:
    """Why may, or may not, this person do this in that unit?"""
    require_somewhere(request.user, OrganisationPerm.EXPLAIN_ACCESS)
    asked = "permission" in request.GET
    initial: dict[str, object] = {
        "person": request.GET.get("person", ""),
        "unit": request.GET.get("unit", ""),
    }
    form = AccessForm(request.GET if asked else None, user=request.user, initial=initial)
    explanation = None
    if asked and form.is_valid():
        explanation = explain(
            *(form.cleaned_data[name] for name in ("person", "permission", "unit"))
        )
    return render(request, "organisation/access.html", {"form": form, "explanation": explanation})
