"""The page of a form, the same in every app."""

from __future__ import annotations

from typing import TypeVar

from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

F = TypeVar("F", bound=BaseForm)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing; None when the page is opened."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, template: str, form: BaseForm | BaseFormSet[F], **context: object
) -> HttpResponse:
    """The page of ``form``: with 422 where it, or another form of ``context``, has errors."""
    others = [value for value in context.values() if isinstance(value, BaseForm | BaseFormSet)]
    wrong = any(each.is_bound and not each.is_valid() for each in (form, *others))
    return render(request, template, {"form": form, **context}, status=422 if wrong else 200)
