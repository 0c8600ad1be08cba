"""The page of a form, the same in every app."""

from __future__ import annotations

from typing import Protocol, TypeVar

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

F = TypeVar("F", bound=BaseForm)


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it nothing; None when the page is opened.

    A page that is opened again after a login is bound to what was kept of its form.
    """
    return request.POST if request.method == "POST" else getattr(request, "kept_data", None)


def away(request: HttpRequest, reason: str, *, to: HasPage) -> HttpResponse | None:
    """Lead from a form that is opened in vain to the page of ``to``, and say why.

    Nobody is led away from what was typed: what is sent, its action refuses; what was kept while
    somebody logged in stays on the form, beside the reason.
    """
    if request.method == "POST":
        return None
    messages.warning(request, reason)
    return redirect(to) if posted(request) is None else None


def form_page(
    request: HttpRequest, template: str, form: BaseForm | BaseFormSet[F], **context: object
) -> HttpResponse:
    """The page of ``form``: with 422 where it, or another form of ``context``, has errors."""
    others = [value for value in context.values() if isinstance(value, BaseForm | BaseFormSet)]
    wrong = any(each.is_bound and not each.is_valid() for each in (form, *others))
    status = 422 if wrong and request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)
