"""The evidence of one question, renewed on the page of the sheet without loading it again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from reformasi.organisation.shortcuts import Request

from .permissions import AssessmentPerm
from .sheet import Need, Sheet
from .views import own_layer


@require_GET
def answer_evidence(request: Request, pk: int, code: str) -> HttpResponse:
    """A part of the sheet with what it counts of evidence; without script, the sheet itself."""
    layer = own_layer(request, pk)
    content = Sheet(layer)
    if code not in content.questions:
        raise Http404
    question = content.questions[code]
    if not request.htmx:
        return redirect(question.answer)
    may_fill = request.user.has_perm(AssessmentPerm.CHANGE_ANSWER, layer)
    context = {
        "assessment": layer.assessment,
        "sheet": content,
        "question": question,
        "is_open": may_fill and layer.is_editable,
        "bare": sum(not each.files for each in content.questions.values()),
        "need": Need.NO_EVIDENCE,
    }
    return render(request, "evaluations/sheet_evidence.html", context)
