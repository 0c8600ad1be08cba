from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from reformasi.organisation import sharing
from reformasi.organisation.sharing import grants_on
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import Page, page_of
from reformasi.ui.text import clean
from reformasi.workflow.views import LIKE_A_VERSION, posted_note

from . import actions, delivery, waiving
from .attachments import OWNER, Attachment, Owner
from .forms import (
    AttachNewForm,
    ChangeForm,
    ChooseForm,
    EvidenceFilter,
    FilesField,
    Inspection,
    PeriodForm,
    ShareForm,
    UploadForm,
    VersionForm,
)
from .lines import LINE, LineAttachment, LineOwner, Requirement
from .models import Evidence, EvidenceGrant, EvidenceVersion
from .permissions import EvidencePerm
from .waiting import owners_of, reason_for, waiting_among

#: What an uploader says of a new evidence; one that was there before keeps its own.
OWN_FIELDS = ("title", "effective_from", "effective_to")


@require_GET
def library(request: Request) -> HttpResponse:
    mine = Evidence.objects.listed_for(request.user).with_uses().with_current()
    rows = mine.prefetch_related("unit", "created_by")  # of a page, not of all that are sorted
    narrowed = EvidenceFilter(request.GET, rows, request=request)
    context = {
        "page": page_of(narrowed.qs, request),
        "filter": narrowed,
        "may_upload": request.user.has_perm(EvidencePerm.ADD_EVIDENCE),
    }
    return render(request, "evidence/library.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    require_somewhere(request.user, EvidencePerm.ADD_EVIDENCE)
    form = UploadForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        files = values.pop("files")
        before = Evidence.objects.filter(unit=values["unit"]).keys_holding(files.digests)
        kept = actions.upload(files=files.good, by=request.user, **values)
        _tell(request, form, kept, before)
        return redirect(kept[0] if len(kept) == 1 else "evidence:library")
    return form_page(request, "evidence/upload.html", form, **FilesField.limits())


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    rows = Evidence.objects.select_related("unit", "created_by")
    evidence = get_visible_or_404(request.user, rows, pk=pk)
    seen, hidden = evidence.uses_for(request.user)
    items = waiting_among(owners_of(evidence))
    reason, waiting = reason_for(items, request.user) if items else ("", None)
    may_share = request.user.has_perm(EvidencePerm.SHARE_EVIDENCE, evidence)
    context = {
        "evidence": evidence,
        "versions": evidence.versions.select_related("uploaded_by"),
        "uses": seen,
        "hidden_uses": hidden,
        "wait_reason": reason,
        "waiting": waiting,
        "may_change": request.user.has_perm(EvidencePerm.CHANGE_EVIDENCE, evidence),
        "may_share": may_share,
        "grants": grants_on(evidence, timezone.localdate()) if may_share else [],
    }
    return render(request, "evidence/detail.html", context)


@require_GET
def history(request: Request, pk: int) -> HttpResponse:
    evidence = get_visible_or_404(request.user, Evidence, pk=pk)
    may_share = request.user.has_perm(EvidencePerm.SHARE_EVIDENCE, evidence)
    context = {"evidence": evidence, "without": () if may_share else sharing.VERBS}
    return render(request, "evidence/history.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.CHANGE_EVIDENCE, Evidence, pk=pk)
    current = {name: getattr(evidence, name) for name in ChangeForm.base_fields}
    form = ChangeForm(posted(request), initial=current)
    if request.method == "POST" and form.is_valid():
        actions.change(evidence=evidence, by=request.user, **form.cleaned_data)
        messages.success(request, _("Perubahan disimpan."))
        return redirect(evidence)
    return form_page(request, "evidence/change.html", form, evidence=evidence)


@require_http_methods(["GET", "POST"])
def add_version(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.CHANGE_EVIDENCE, Evidence, pk=pk)
    if request.method == "GET" and (items := waiting_among(owners_of(evidence))):
        messages.warning(request, reason_for(items, request.user)[0])  # before a file is chosen
        return redirect(evidence)
    form = VersionForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["files"]
        version = actions.add_version(evidence=evidence, file=files.good[0], by=request.user)
        messages.success(request, _("Versi %(number)s disimpan.") % {"number": version.number})
        for note in files.notes:
            messages.info(request, note)
        return redirect(evidence)
    return form_page(
        request, "evidence/version.html", form, evidence=evidence, **FilesField.limits()
    )


@require_http_methods(["GET", "POST"])
def share(request: Request, pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.SHARE_EVIDENCE, Evidence, pk=pk)
    form = ShareForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        person = values.pop("person")
        actions.share(evidence=evidence, user=person, by=request.user, **values)
        messages.success(request, _("Bukti dibagikan kepada %(person)s.") % {"person": person})
        return redirect(evidence)
    return form_page(request, "evidence/share.html", form, evidence=evidence)


@require_POST
def end_share(request: Request, pk: int, grant_pk: int) -> HttpResponse:
    evidence = get_permitted_or_404(request.user, EvidencePerm.SHARE_EVIDENCE, Evidence, pk=pk)
    grant = evidence.grants.filter(pk=grant_pk).first()
    if not isinstance(grant, EvidenceGrant):
        raise Http404
    sharing.end_share(grant=grant, by=request.user)
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


@require_http_methods(["GET", "POST"])
def attach(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """Upload files and attach them at once."""
    attachment, owner = _owner(request, kind, owner_pk)
    require(request.user, EvidencePerm.ADD_EVIDENCE, owner)
    form = AttachNewForm(
        posted(request),
        request.FILES or None,
        owner=owner,
        line=_asked(request),
        auto_id=_ids(request, owner),
    )
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        files = values.pop("files")
        before = Evidence.objects.filter(unit=owner.unit).keys_holding(files.digests)
        kept = actions.upload_to(
            owner=owner, files=files.good, by=request.user, kind=attachment, **values
        )
        _tell(request, form, kept, before)
        return back(request, owner, attachment)
    template = "evidence/attach_part.html" if request.htmx else "evidence/attach.html"
    return form_page(request, template, form, owner=owner, kind=kind, **FilesField.limits())


@require_http_methods(["GET", "POST"])
def choose(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """Attach what is already in the library."""
    attachment, owner = _owner(request, kind, owner_pk)
    form = ChooseForm(
        posted(request),
        user=request.user,
        owner=owner,
        line=_asked(request),
        auto_id=_ids(request, owner),
    )
    if request.method == "POST" and form.is_valid():
        chosen, pointer = form.cleaned_data["evidence"], form.cleaned_data["pointer"]
        actions.attach_all(
            owner=owner,
            chosen=chosen,
            by=request.user,
            pointer=pointer,
            requirement=form.cleaned_data.get("requirement", ""),
            kind=attachment,
        )
        messages.success(request, _("%(count)s bukti dilampirkan.") % {"count": len(chosen)})
        return back(request, owner, attachment)
    picked, page = _candidates(request, owner, attachment)
    return form_page(
        request,
        "evidence/choose_part.html" if request.htmx else "evidence/choose.html",
        form,
        owner=owner,
        kind=kind,
        picked=picked,
        page=page,
        query=_query(request),
        may_upload=request.user.has_perm(EvidencePerm.ADD_EVIDENCE, owner),
    )


def _candidates(
    request: Request, owner: Owner, attachment: type[Attachment]
) -> tuple[list[Evidence], Page[Evidence]]:
    """What is ticked already, whatever is searched for, and what else may be chosen."""
    attached = attachment.objects.of(owner)
    if (line := _asked(request)) and issubclass(attachment, LineAttachment):
        attached = attached.filter(**{LINE: line})
    rows = Evidence.objects.attachable_by(request.user).with_current().select_related("unit")
    rows = rows.exclude(pk__in=attached.values("evidence"))
    ticked = (request.POST or request.GET).getlist("evidence")
    picked = list(rows.filter(pk__in=[key for key in ticked if LIKE_A_VERSION.fullmatch(key)]))
    others = rows.exclude(pk__in=[evidence.pk for evidence in picked])
    query = _query(request)
    return picked, page_of(others.named(query) if query else others, request)


@require_POST
def detach(request: Request, kind: str, pk: int) -> HttpResponse:
    rows = kind_of(kind).objects.select_related(OWNER, "evidence")
    attachment = get_visible_or_404(request.user, rows, pk=pk)
    require(request.user, attachment.change_perm, attachment.attached_to)
    actions.detach(attachment=attachment, by=request.user)
    message = _("“%(evidence)s” dilepas; berkasnya tetap ada di pustaka.")
    messages.success(request, message % {"evidence": attachment.evidence})
    return back(request, attachment.attached_to, type(attachment), request.POST.get("back", ""))


@require_POST
def propose_waiver(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """The unit says why there is no such document."""
    attachment, owner = _owner(request, kind, owner_pk)
    lines, requirement = _line(request, owner)
    reason = posted_note(request)
    if _lacks_reason(request, lines, requirement, reason):
        return back(request, owner, attachment)
    waiving.propose_waiver(owner=lines, requirement=requirement, reason=reason, by=request.user)
    messages.success(request, _("Tersimpan: %(label)s.") % {"label": requirement.label})
    return back(request, owner, attachment)


@require_POST
def waive(request: Request, kind: str, owner_pk: int) -> HttpResponse:
    """Whoever decides lets a line be empty."""
    attachment = kind_of(kind)
    owner = get_visible_or_404(request.user, attachment.owner_model(), pk=owner_pk)
    lines, requirement = _line(request, owner)
    require(request.user, lines.decisions.approve.permission_for(lines), lines)
    reason = posted_note(request)
    if _lacks_reason(request, lines, requirement, reason):
        return back(request, owner, attachment)
    own = clean(request.POST.get("own", "")).strip()
    waiving.waive(owner=lines, requirement=requirement, reason=reason, own=own, by=request.user)
    messages.success(request, _("Dikecualikan: %(label)s.") % {"label": requirement.label})
    return back(request, owner, attachment)


def _lacks_reason(
    request: Request, owner: LineOwner, requirement: Requirement, reason: str
) -> bool:
    """Whether nobody says why there is no such document; the reader is told then."""
    if reason or owner.waivers.filter(requirement=requirement.key).exists():
        return False
    message = _("Tulis dahulu mengapa “%(label)s” tidak ada.")
    messages.error(request, message % {"label": requirement.label})
    return True


def _line(request: Request, owner: Owner) -> tuple[LineOwner, Requirement]:
    """The line of ``owner`` that the form is about."""
    key = request.POST.get("requirement", "")
    requirement = owner.requirement_of(key) if isinstance(owner, LineOwner) else None
    if requirement is None or not isinstance(owner, LineOwner):
        raise Http404
    return owner, requirement


def _tell(request: Request, form: PeriodForm, kept: list[Evidence], before: set[int]) -> None:
    """Say of each file what became of it. ``before``: the keys of what had these bytes already."""
    values = form.cleaned_data
    files: Inspection = values["files"]
    new = [evidence for evidence in kept if evidence.pk not in before]
    if new:
        messages.success(request, _("%(count)s berkas disimpan.") % {"count": len(new)})
    for item, evidence in zip(files.good, kept, strict=True):
        if evidence.pk in before:
            message = _(
                "Isi “%(file)s” sudah ada di pustaka sebagai “%(title)s”; yang itu dipakai lagi."
            )
            messages.info(request, message % {"file": item.name, "title": evidence.title})
    if len(new) < len(kept) and any(values[name] for name in OWN_FIELDS):
        messages.info(request, _("Nama dan masa berlaku bukti yang sudah ada tidak diubah."))
    for note in files.notes:
        messages.info(request, note)
    for refusal in files.refused:
        messages.warning(request, refusal)


def _asked(request: Request) -> str:
    """The key of the line from which the form was opened."""
    return request.GET.get("requirement", "")


def _query(request: Request) -> str:
    return request.GET.get("q", "").strip()


def _ids(request: Request, owner: Owner) -> str:
    """Several forms may be open on one page, each for another owner."""
    return f"bukti-{owner.pk}-%s" if request.htmx else "id_%s"


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


def kind_of(label: str) -> type[Attachment]:
    """The attachment model of an address; any other label is no page."""
    kinds = {kind._meta.label_lower: kind for kind in Attachment.kinds()}
    if label not in kinds:
        raise Http404
    return kinds[label]


def _owner(request: Request, label: str, pk: int) -> tuple[type[Attachment], Owner]:
    kind = kind_of(label)
    owner = get_permitted_or_404(request.user, kind.change_perm, kind.owner_model(), pk=pk)
    return kind, owner


def back(
    request: Request, owner: Owner, attachment: type[Attachment], to: str = ""
) -> HttpResponse:
    """To its place on the owner's page: the panel, the list below its form, or what the address of
    the owner itself names. To the part alone where it was sent from there."""
    if request.htmx and (part := owner.get_evidence_url()):
        return redirect(part)
    change_url = getattr(owner, "get_change_url", None)
    address = change_url() if to == "form" and change_url else owner.get_absolute_url()
    return redirect(address if "#" in address else f"{address}#{attachment._meta.model_name}")
