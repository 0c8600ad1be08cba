"""``{% evidence_panel owner %}``: what is attached to a thing, and the forms to change that."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reformasi.evidence.approved import approved_files, attached_files, detached_files
from reformasi.evidence.forms import AttachNewForm, FilesField
from reformasi.evidence.models import Attachment, Owner
from reformasi.evidence.permissions import EvidencePerm

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
        "files": rows,
        "detached": detached_files(rows, approved, user),
        "may_change": may_change,
        "may_upload": may_change and user.has_perm(EvidencePerm.ADD_EVIDENCE, owner),
        "form": AttachNewForm(auto_id=f"{attachment._meta.model_name}_%s"),
        "title": title,
        "level": level,
        **FilesField.limits(),
    }
    return render_to_string("evidence/panel.html", values, request)
