"""The versions of sheets, one of them, and what became of its questions in another one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from reformasi.organisation.shortcuts import Request, require_somewhere
from reformasi.ui.pages import page_of

from .comparison import compared
from .models import Instrument, specification_of
from .outline import folds, grades, rules
from .permissions import InstrumentPerm


@require_GET
def instruments(request: Request) -> HttpResponse:
    require_somewhere(request.user, InstrumentPerm.VIEW_INSTRUMENT)
    versions = Instrument.objects.with_counts().newest_first()
    return render(
        request, "evaluations/instruments/list.html", {"page": page_of(versions, request)}
    )


@require_GET
def instrument(request: Request, code: str) -> HttpResponse:
    """One version as it was loaded: its tree, its rules and its sources."""
    require_somewhere(request.user, InstrumentPerm.VIEW_INSTRUMENT)
    version = get_object_or_404(Instrument.objects.with_counts(), code=code)
    specification = specification_of(version)
    alike = Instrument.objects.for_predicates(bool(specification.rules))
    context = {
        "instrument": version,
        "folds": folds(specification),
        "rules": rules(specification),
        "grades": grades(specification),
        "others": alike.exclude(pk=version.pk).newest_first(),
    }
    return render(request, "evaluations/instruments/instrument.html", context)


@require_GET
def changes(request: Request, old: str, new: str) -> HttpResponse:
    """Two versions side by side: what is not the same in both, and which answers may stay."""
    require_somewhere(request.user, InstrumentPerm.VIEW_INSTRUMENT)
    versions = {row.code: row for row in Instrument.objects.filter(code__in=[old, new])}
    if len(versions) < 2:  # one of them is not there, or it is compared with itself
        raise Http404
    comparison = compared(specification_of(versions[old]), specification_of(versions[new]))
    kind = request.GET.get("kind", "")
    context = {
        "old": versions[old],
        "new": versions[new],
        "comparison": comparison,
        "tabs": comparison.tabs(kind),
        "shows_all": not kind,
        "questions": comparison.of_kind(kind) if kind else comparison.different,
        "parts": () if kind else comparison.parts,
    }
    return render(request, "evaluations/instruments/changes.html", context)
