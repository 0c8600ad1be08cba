from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from reformasi.organisation.offering import offer_named
from reformasi.organisation.shortcuts import Request
from reformasi.ui.choosing import LEAST, MOST_KEYS


@require_GET
@never_cache
def choices(request: Request, name: str, of: int = 0) -> HttpResponse:
    """What of an offer matches ``q``, or has one of the keys ``key``: for the script of forms."""
    offer = offer_named(name)
    rows, naming = offer.rows(request.user, of), offer.naming
    text, keys = request.GET.get("q", "").strip(), request.GET.getlist("key")
    if keys:
        matches = list(naming.keyed(rows, keys[:MOST_KEYS])[:MOST_KEYS])
    else:
        matches = naming.hits(rows, text) if len(text) >= LEAST else []
    hits = [(naming.key(row), naming.label(row), naming.note(row)) for row in matches]
    return render(request, "ui/widgets/hits.html", {"hits": hits})
