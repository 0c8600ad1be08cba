"""``{% evidence_panel owner %}``: what is attached to a thing, and the forms to change that."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reformasi.evidence.approved import (
    AttachedFile,
    approved_files,
    attached_files,
    detached_files,
)
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.evidence.forms import AttachNewForm, FilesField
from reformasi.evidence.lines import Line, LineOwner
from reformasi.evidence.models import Evidence
from reformasi.evidence.permissions import EvidencePerm
from reformasi.organisation.models import User
from reformasi.workflow.making import open_to

register = template.Library()


@register.simple_tag(takes_context=True)
def evidence_panel(
    context: template.Context, owner: Owner, kind: str = "", title: str = "", level: int = 2
) -> SafeString:
    """The panel; ``kind`` ("programs.activityevidence") only for owners with several kinds.

    Rendered with the request, not as an inclusion tag: the components inside are isolated and get
    the CSRF token from the context processors only.
    """
    kinds = {attachment._meta.label_lower: attachment for attachment in Attachment.kinds_for(owner)}
    attachment = kinds[kind] if kind else next(iter(kinds.values()))
    request = context["request"]
    user = request.user
    is_open = owner.evidence_is_open and not owner.awaiting
    may_change = is_open and user.has_perm(attachment.change_perm, owner)
    approved = approved_files(owner)
    rows = attached_files(attachment.objects.of(owner).with_files(), approved)
    values: dict[str, object] = {
        "owner": owner,
        "kind": attachment._meta.label_lower,
        "anchor": attachment._meta.model_name,
        "lines": lines_for(owner, rows, user),
        "files": [row for row in rows if not asked_for(owner, row.attachment.line)],
        "detached": detached_files(rows, approved, user),
        "may_change": may_change,
        "may_upload": may_change and user.has_perm(EvidencePerm.ADD_EVIDENCE, owner),
        "form": AttachNewForm(owner=owner, auto_id=f"{attachment._meta.model_name}_%s"),
        "title": title,
        "level": level,
        **FilesField.limits(),
    }
    return render_to_string("evidence/panel.html", values, request)


@register.filter
def is_in_force_in(evidence: Evidence, year: int | None) -> bool:
    """Whether the evidence may prove something of ``year``; without a year, always."""
    return year is None or evidence.is_in_force_in(year)


@register.simple_tag(takes_context=True)
def attached_list(context: template.Context, owner: Owner) -> SafeString:
    """What is attached, below the form that changes ``owner``: taking one off leads back there."""
    attachment, *_others = Attachment.kinds_for(owner)
    request = context["request"]
    values: dict[str, object] = {
        "kind": attachment._meta.label_lower,
        "anchor": attachment._meta.model_name,
        "files": attached_files(attachment.objects.of(owner).with_files(), approved_files(owner)),
        "may_change": owner.evidence_is_open
        and not owner.awaiting
        and request.user.has_perm(attachment.change_perm, owner),
        "to_form": True,
    }
    return render_to_string("evidence/attached_list.html", values, request)


@dataclass(frozen=True)
class PanelLine:
    """A line with its files as the panel draws them; ``may_waive``: the reader decides on it."""

    line: Line
    files: list[AttachedFile]
    may_waive: bool


def asked_for(owner: Owner, key: str) -> bool:
    return isinstance(owner, LineOwner) and owner.requirement_of(key) is not None


def lines_for(owner: Owner, files: list[AttachedFile], user: User) -> list[PanelLine]:
    """The documents that were asked for, each with what was given; none where none are."""
    if not isinstance(owner, LineOwner):
        return []
    decides = bool(open_to(user, owner, [owner.decisions.approve]))
    return [
        PanelLine(
            line,
            [file for file in files if file.attachment.line == line.requirement.key],
            may_waive=decides and line.needs_waiver,
        )
        for line in owner.lines
    ]
