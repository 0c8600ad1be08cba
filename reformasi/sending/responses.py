"""What is answered where a request cannot be taken: a page, or the same words for a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .typed import typed_by


def wants_json(request: HttpRequest) -> bool:
    """Scripts ask for JSON, and htmx shows a message where it can put no page."""
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted or "HX-Request" in request.headers


def refusal(
    request: HttpRequest,
    template: str,
    message: object,
    *,
    status: int,
    cause: str,
    **context: object,
) -> HttpResponse:
    """The page ``template`` with all that was typed; for scripts ``{"cause", "message"}``."""
    if wants_json(request):
        return JsonResponse({"cause": cause, "message": str(message)}, status=status)
    page = {"message": message, "typed": typed_by(request), **context}
    return render(request, template, page, status=status)
