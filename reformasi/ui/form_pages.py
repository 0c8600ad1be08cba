"""The page of a form, the same in every app."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def form_page(
    request: HttpRequest, template: str, form: BaseForm, **context: object
) -> HttpResponse:
    """The page of ``form``: with 422 where it comes back with errors."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
