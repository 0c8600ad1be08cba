from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reformasi.audit import trail
from reformasi.organisation import sharing
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.decisions import decide
from reformasi.workflow.making import OpenMove
from reformasi.workflow.views import move_response

from . import actions, workflow
from .delivery import deliver
from .forms import CheckForm, DocumentFilter, ShareForm
from .models import DocumentEdition, DocumentGrant, DocumentRequest
from .permissions import DocumentPerm

#: Files that may be checked from one address: people bring one or two, and an office is one.
CHECKS = {"check": "30/m/ip"}


@require_GET
def document_list(request: Request) -> HttpResponse:
    visible = DocumentRequest.objects.visible_to(request.user).with_editions()
    rows = DocumentFilter(
        request.GET, visible.select_related("unit", "requested_by"), request=request
    )
    context = {"filter": rows, "page": page_of(rows.qs, request)}
    return render(request, "documents/list.html", context)


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    document = _document(request, pk)
    state = _state_of(request, document)
    context = {
        **state,
        "subject": document.subject_for(request.user),
        "grants": sharing.grants_on(document, timezone.localdate()) if state["may_share"] else [],
    }
    return render(request, "documents/detail.html", context)


@require_GET
@never_cache
def progress(request: Request, pk: int) -> HttpResponse:
    """The changing part of the page, for htmx; a person without it gets the whole page."""
    document = _document(request, pk)
    if not request.htmx:
        return redirect(document)
    return render(request, "documents/detail.html#state", _state_of(request, document))


@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    """With whom it is shared, and why, is for those who may share it."""
    document = get_visible_or_404(request.user, DocumentRequest, pk=pk)
    may_share = request.user.has_perm(DocumentPerm.SHARE_DOCUMENT_REQUEST, document)
    context = {"document": document, "without": () if may_share else sharing.VERBS}
    return render(request, "documents/history.html", context)


@require_GET
def download(request: Request, pk: int, edition: int) -> HttpResponseBase:
    document = get_visible_or_404(request.user, DocumentRequest, pk=pk)
    made = get_object_or_404(document.editions, number=edition)
    changes = {"edition": [None, made.number]}
    trail.record("download", document, by=request.user, changes=changes)
    return deliver(made)


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    document = _permitted(request, DocumentPerm.CANCEL_DOCUMENT_REQUEST, pk)
    return move_response(request, document, workflow.CANCEL, decide)


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    document = get_visible_or_404(request.user, DocumentRequest, pk=pk)
    require(request.user, document.request_perm, document)
    actions.retry(document=document, by=request.user)
    return redirect(document)


@require_http_methods(["GET", "POST"])
def sign(request: Request, pk: int) -> HttpResponse:
    document = _permitted(request, DocumentPerm.SIGN_DOCUMENT_REQUEST, pk)
    if request.method == "POST":
        actions.sign(document=document, by=request.user)
        messages.success(request, _("Dokumen disahkan. Edisi dengan kode QR sedang dibuat."))
        return redirect(document)
    context = {"document": document, "title": actions.title_of(request.user, document)}
    return render(request, "documents/sign.html", context)


@require_http_methods(["GET", "POST"])
def share(request: Request, pk: int) -> HttpResponse:
    document = _permitted(request, DocumentPerm.SHARE_DOCUMENT_REQUEST, pk)
    form = ShareForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        perm = DocumentPerm.VIEW_DOCUMENT_REQUEST
        sharing.share(obj=document, perm=perm, by=request.user, **form.cleaned_data)
        messages.success(request, _("Dokumen dibagikan."))
        return redirect(document)
    return form_page(request, "documents/share.html", form, document=document)


@require_POST
def end_share(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    document = _permitted(request, DocumentPerm.SHARE_DOCUMENT_REQUEST, pk)
    grant = get_object_or_404(DocumentGrant, content_object=document, pk=grant_pk)
    sharing.end_share(grant=grant, by=request.user)
    messages.success(
        request, _("Dokumen tidak lagi dibagikan kepada %(user)s.") % {"user": grant.user}
    )
    return redirect(document)


@login_not_required
@require_GET
def check(request: HttpRequest, token: str) -> HttpResponse:
    """What a QR code leads to. An unknown code and an unsigned document look the same."""
    editions = DocumentEdition.objects.signed().select_related("document__unit")
    edition = editions.filter(document__token=token).first()
    context = {"edition": edition, "form": CheckForm()}
    return render(request, "documents/check.html", context, status=200 if edition else 404)


@login_not_required
@require_http_methods(["GET", "POST"])
def check_file(request: HttpRequest) -> HttpResponse:
    """Whether a file that somebody holds is, byte by byte, a signed document of this portal."""
    form = CheckForm(posted(request), request.FILES or None)
    context: dict[str, object] = {}
    if request.method == "POST":
        if not ratelimit.consume(request, app="documents", action="check", config=CHECKS):
            return _too_many_checks(request)
        if form.is_valid():
            editions = DocumentEdition.objects.signed().select_related("document__unit")
            context |= {
                "sha256": form.sha256,
                "edition": editions.filter(sha256=form.sha256).first(),
            }
    return form_page(request, "documents/check_file.html", form, **context)


def _too_many_checks(request: HttpRequest) -> HttpResponse:
    """Nobody is logged in here, so the place is all there is to count by."""
    context = {"form": CheckForm(), "too_many": True}
    response = render(request, "documents/check_file.html", context, status=429)
    response["Retry-After"] = "60"
    return response


def _permitted(request: Request, perm: DocumentPerm, pk: int) -> DocumentRequest:
    return get_permitted_or_404(request.user, perm, DocumentRequest, pk=pk)


def _document(request: Request, pk: int) -> DocumentRequest:
    documents = DocumentRequest.objects.select_related("unit", "requested_by", "signed_by")
    return get_visible_or_404(request.user, documents.with_editions(), pk=pk)


def _state_of(request: Request, document: DocumentRequest) -> dict[str, object]:
    """What the page of a document shows of its progress, and what this user may do next."""
    moves = document.open_moves(request.user)
    return {
        "document": document,
        "may_sign": workflow.SIGN in moves,  # a link to its own page: one reads before one signs
        "moves": [
            OpenMove(move, reverse(f"documents:{move.verb}", args=[document.pk]))
            for move in moves
            if move != workflow.SIGN
        ],
        "may_share": request.user.has_perm(DocumentPerm.SHARE_DOCUMENT_REQUEST, document),
    }
