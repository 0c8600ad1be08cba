from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from reformasi.organisation.offering import offer_named
from reformasi.organisation.shortcuts import Request
from reformasi.ui.choosing import MOST_KEYS


@require_GET
@never_cache
def choices(request: Request, name: str, of: int = 0) -> HttpResponse:
    """What of an offer matches ``q``, or has one of the keys ``key``: for the script of forms."""
    candidates = offer_named(name).to(request.user, of=of)
    naming = candidates.naming
    if keys := request.GET.getlist("key")[:MOST_KEYS]:
        matches = list(naming.keyed(candidates.rows, keys)[:MOST_KEYS])
    else:
        matches = candidates.hits(request.GET.get("q", "").strip())
    hits = [(naming.key(row), naming.label(row), naming.note(row)) for row in matches]
    return render(request, "ui/widgets/hits.html", {"hits": hits})
