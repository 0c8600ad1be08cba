"""The page of the way to a predicate. All that is asked stands in its address, to be shared."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reformasi.organisation.shortcuts import Request

from .sheet import Sheet
from .verdicts import predicate_lines
from .views import own_layer
from .ways import SheetWay, planning_of


@require_GET
def way(request: Request, pk: int) -> HttpResponse:
    """The cheapest raises to ``predicate`` without the questions that are pinned by ``pin``."""
    layer = own_layer(request, pk)
    sheet = Sheet(layer)
    lines = predicate_lines(sheet.scored.result)
    context = {"layer": layer, "assessment": layer.assessment, "sheet": sheet, "predicates": lines}
    if lines:
        unmet = [line.predicate for line in lines if not line.is_met]
        chosen = request.GET.get("predicate", "")
        if chosen not in sheet.specification.predicates:
            chosen = (unmet or [lines[-1].predicate])[0]
        asked = SheetWay(sheet, chosen, set(request.GET.getlist("pin")))
        context |= {"asked": asked, **_proposal(request, asked)}
    return render(request, "evaluations/way.html", context)


def _proposal(request: Request, asked: SheetWay) -> dict[str, object]:
    """The proposal that ``proposal`` counts, from 1; the first one where it counts none."""
    proposals = asked.way.proposals
    numbers = [str(number) for number in range(1, len(proposals) + 1)]
    if asked.is_met or not numbers:
        return {}
    number = request.GET.get("proposal", "")
    place = numbers.index(number) if number in numbers else 0
    chosen = proposals[place]
    planning = planning_of(request.user, asked.sheet.layer.assessment)
    return {
        "proposal": chosen,
        "numbers": numbers,
        "number": numbers[place],
        "areas": asked.areas(chosen.changes),
        "after": asked.after(chosen.changes),
        "planning": planning,
        "unplanned": [each for each in chosen.changes if each.code not in planning.made],
    }
