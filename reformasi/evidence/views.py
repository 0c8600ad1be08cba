from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.pages import page_of

from . import actions, delivery
from .forms import (
    AttachNewForm,
    ChangeForm,
    ChooseForm,
    EvidenceFilter,
    FilesField,
    ShareForm,
    Sorted,
    UploadForm,
    VersionForm,
)
from .models import Attachment, Evidence, EvidenceGrant, EvidenceVersion
from .permissions import EvidencePerm

#: With whom a file is shared, and why, is for those who may share it, in its history as well.
SHARING = ("share", "end_share")
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def library(request: Request) -> HttpResponse:
    mine = Evidence.objects.visible_to(request.user).with_uses().with_current()
    found = EvidenceFilter(request.GET, mine.select_related("unit", "created_by"), request=request)
    context = {
        "page": page_of(found.qs, request),
        "filter": found,
        "may_upload": request.user.has_perm(EvidencePerm.ADD_EVIDENCE),
    }
    return render(request, "evidence/library.html", context)


@form_page
def upload(request: Request) -> HttpResponse:
    require_somewhere(request.user, EvidencePerm.ADD_EVIDENCE)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if not form.is_valid():
        return _form(request, "evidence/upload.html", {"form": form, **FilesField.limits()})
    values = form.cleaned_data
    files = values.pop("files")
    known = Evidence.objects.filter(unit=values["unit"]).keys_holding(files.digests)
    kept = actions.upload(files=files.good, by=request.user, **values)
    _tell(request, files, kept, known)
    return redirect(kept[0] if len(kept) == 1 else "evidence:library")


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    rows = Evidence.objects.select_related("unit", "created_by")
    evidence = get_visible_or_404(request.user, rows, pk=pk)
    seen, hidden = evidence.uses_for(request.user)
    may_share = request.user.has_perm(EvidencePerm.SHARE_EVIDENCE, evidence)
    context = {
        "evidence": evidence,
        "versions": evidence.versions.select_related("uploaded_by"),
        "uses": seen,
        "hidden_uses": hidden,
        "may_change": request.user.has_perm(EvidencePerm.CHANGE_EVIDENCE, evidence),
        "may_share": may_share,
        "grants": evidence.grants_on(timezone.localdate()) if may_share else [],
    }
    return render(request, "evidence/detail.html", context)


@require_safe
def history(request: Request, pk: int) -> HttpResponse:
    evidence = get_visible_or_404(request.user, Evidence, pk=pk)
    may_share = request.user.has_perm(EvidencePerm.SHARE_EVIDENCE, evidence)
    context = {"evidence": evidence, "without": () if may_share else SHARING}
    return render(request, "evidence/history.html", context)


@form_page
def change(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.CHANGE_EVIDENCE, Evidence, pk=pk)
    shown = {name: getattr(evidence, name) for name in ChangeForm.base_fields}
    form = ChangeForm(request.POST or None, initial=shown)
    if not form.is_valid():
        return _form(request, "evidence/change.html", {"form": form, "evidence": evidence})
    actions.change(evidence=evidence, by=request.user, **form.cleaned_data)
    messages.success(request, _("Perubahan disimpan."))
    return redirect(evidence)


@form_page
def add_version(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.CHANGE_EVIDENCE, Evidence, pk=pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        context = {"form": form, "evidence": evidence, **FilesField.limits()}
        return _form(request, "evidence/version.html", context)
    [file] = form.cleaned_data["files"].good
    version = actions.add_version(evidence=evidence, file=file, by=request.user)
    messages.success(request, _("Versi %(number)s disimpan.") % {"number": version.number})
    return redirect(evidence)


@form_page
def share(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.SHARE_EVIDENCE, Evidence, pk=pk)
    form = ShareForm(request.POST or None)
    if not form.is_valid():
        return _form(request, "evidence/share.html", {"form": form, "evidence": evidence})
    values = form.cleaned_data
    person = values.pop("person")
    actions.share(evidence=evidence, user=person, by=request.user, **values)
    messages.success(request, _("Bukti dibagikan kepada %(person)s.") % {"person": person})
    return redirect(evidence)


@require_POST
def end_share(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.SHARE_EVIDENCE, Evidence, pk=pk)
    grant = evidence.grants.filter(pk=grant_pk).first()
    if not isinstance(grant, EvidenceGrant):
        raise Http404
    actions.end_share(grant=grant, by=request.user)
    messages.success(
        request, _("Bukti tidak lagi dibagikan kepada %(user)s.") % {"user": grant.user}
    )
    return redirect(evidence)


@require_safe
def preview(request: Request, pk: int, number: int) -> HttpResponseBase:
    version = _version(request, pk, number)
    if not version.kind.preview:
        raise Http404
    return _deliver(request, version, saved=False)


@require_safe
def download(request: Request, pk: int, number: int) -> HttpResponseBase:
    return _deliver(request, _version(request, pk, number), saved=True)


@form_page
def attach(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """Upload files and attach them at once."""
    attachment, owner = _owner(request, kind, owner_pk)
    require(request.user, EvidencePerm.ADD_EVIDENCE, owner)
    form = AttachNewForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        context = {"form": form, "owner": owner, "kind": kind, **FilesField.limits()}
        return _form(request, "evidence/attach.html", context)
    files, pointer = form.cleaned_data["files"], form.cleaned_data["pointer"]
    known = Evidence.objects.filter(unit=owner.unit).keys_holding(files.digests)
    kept = actions.upload_to(
        owner=owner, files=files.good, by=request.user, pointer=pointer, kind=attachment
    )
    _tell(request, files, kept, known)
    return _back(owner, attachment)


@form_page
def choose(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """Attach what is already in the library."""
    attachment, owner = _owner(request, kind, owner_pk)
    form = ChooseForm(request.POST or None, user=request.user)
    if not form.is_valid():
        words = request.GET.get("q", "").strip()
        rows = Evidence.objects.attachable_by(request.user).named(words).with_current()
        attached = attachment.objects.filter(owner=owner).values("evidence")
        page = page_of(rows.exclude(pk__in=attached).select_related("unit"), request)
        context = {"form": form, "owner": owner, "kind": kind, "page": page, "words": words}
        return _form(request, "evidence/choose.html", context)
    chosen, pointer = form.cleaned_data["evidence"], form.cleaned_data["pointer"]
    actions.attach_all(
        owner=owner, chosen=chosen, by=request.user, pointer=pointer, kind=attachment
    )
    messages.success(request, _("%(count)s bukti dilampirkan.") % {"count": len(chosen)})
    return _back(owner, attachment)


@require_POST
def detach(request: Request, kind: str, pk: int) -> HttpResponse:
    rows = _kind(kind).objects.select_related("owner", "evidence")
    attachment = get_visible_or_404(request.user, rows, pk=pk)
    require(request.user, attachment.change_perm, attachment.owner)
    actions.detach(attachment=attachment, by=request.user)
    words = _("“%(evidence)s” dilepas; berkasnya tetap ada di pustaka.")
    messages.success(request, words % {"evidence": attachment.evidence})
    return _back(attachment.owner, type(attachment))


def _tell(request: Request, files: Sorted, kept: list[Evidence], known: set[int]) -> None:
    """Say of each file what became of it."""
    new = [evidence for evidence in kept if evidence.pk not in known]
    if new:
        messages.success(request, _("%(count)s berkas disimpan.") % {"count": len(new)})
    for item, evidence in zip(files.good, kept, strict=True):
        if evidence.pk in known:
            words = _(
                "Isi “%(file)s” sudah ada di pustaka sebagai “%(title)s”; yang itu dipakai lagi."
            )
            messages.info(request, words % {"file": item.name, "title": evidence.title})
    for refusal in files.refused:
        messages.warning(request, refusal)


def _form(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form to fill in, or to correct."""
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _version(request: Request, pk: int, number: int) -> EvidenceVersion:
    evidence = get_visible_or_404(request.user, Evidence, pk=pk)
    version = evidence.versions.filter(number=number).first()
    if version is None:
        raise Http404
    return version


def _deliver(request: Request, version: EvidenceVersion, *, saved: bool) -> HttpResponseBase:
    response = delivery.deliver(request, version, saved=saved)
    if request.method == "GET":
        actions.record_reading(version=version, by=request.user, saved=saved)
    return response


def _kind(label: str) -> Any:
    """The attachment model of an address; any other label is no page."""
    kinds = {kind._meta.label_lower: kind for kind in Attachment.kinds()}
    if label not in kinds:
        raise Http404
    return kinds[label]


def _owner(request: Request, label: str, pk: int) -> tuple[Any, Any]:
    kind = _kind(label)
    owner = get_permitted_or_404(request.user, kind.change_perm, kind.owner_model(), pk=pk)
    return kind, owner


def _back(owner: Any, attachment: type[Attachment]) -> HttpResponse:
    """To the panel on the owner's page."""
    return redirect(f"{owner.get_absolute_url()}#{attachment._meta.model_name}")
