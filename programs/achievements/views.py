"""Achievements of quarters: list, page, form, moves."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from programs.plans.quarters import CODES, percent_of
from programs.submissions import views as drafts
from reformasi.evidence import actions as evidence_actions
from reformasi.evidence.forms import FilesField
from reformasi.organisation.decidable import decision_context
from reformasi.organisation.shortcuts import Request, get_permitted_or_404, get_visible_or_404
from reformasi.ui.form_pages import away, form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.making import OpenMove
from reformasi.workflow.views import posted_version

from . import actions
from .forms import AchievementFilter, AchievementForm
from .models import IN_TIME, Achievement

LINKED = Achievement.objects.with_links().with_hands()


@require_GET
def achievements(request: Request) -> HttpResponse:
    visible = Achievement.objects.visible_to(request.user).with_links()
    rows = AchievementFilter(request.GET, visible, request=request)
    return render(
        request, "programs/achievements.html", {"page": page_of(rows.qs, request), "filter": rows}
    )


@require_GET
def achievement(request: Request, pk: int) -> HttpResponse:
    item = get_visible_or_404(request.user, LINKED.all(), pk=pk)
    may, total = request.user.has_perm, item.total()
    closed = item.why_closed(timezone.localdate())
    missing = item.missing() if item.is_editable else []
    context = decision_context(request.user, item, item.unit, "programs:achievement_move", missing)
    moves = cast(list[OpenMove], context["moves"])
    context |= {
        "achievement": item,
        "total": total,
        "percent": percent_of(total, item.target),
        "moves": [each for each in moves if not closed or each.move not in IN_TIME],
        "closed": closed,
        "may_change": item.evidence_is_open and may(ProgramPerm.CHANGE_ACHIEVEMENT, item),
        **drafts.deletion(request, item),
    }
    return render(request, "programs/achievement.html", context)


@require_http_methods(["GET", "POST"])
def achievement_create(request: Request, plan: int, quarter: int) -> HttpResponse:
    """The report of a quarter of an approved plan; what is begun already is opened."""
    if quarter not in CODES:
        raise Http404
    rows = ActionPlan.objects.with_links()
    of_plan = get_permitted_or_404(request.user, ProgramPerm.ADD_ACHIEVEMENT, rows, pk=plan)
    begun = of_plan.achievements.filter(quarter=quarter).first()
    if begun and posted(request) is None:
        return redirect(begun)
    message = _("Capaian dilaporkan setelah rencana aksinya disetujui.")
    if not of_plan.is_approved and (led := away(request, message, to=of_plan)):
        return led
    return _form_page(request, begun or Achievement(plan=of_plan, quarter=quarter))


@require_http_methods(["GET", "POST"])
def achievement_change(request: Request, pk: int) -> HttpResponse:
    item = get_permitted_or_404(request.user, ProgramPerm.CHANGE_ACHIEVEMENT, LINKED.all(), pk=pk)
    message = _("Capaian ini sekarang “%(status)s”, jadi tidak dapat diubah.")
    if led := drafts.closed(request, item, message):
        return led
    return _form_page(request, item)


def _form_page(request: Request, item: Achievement) -> HttpResponse:
    """The form of ``item``, which may be new."""
    closed, page = item.why_closed(timezone.localdate()), item if item.pk else item.plan
    if closed and (led := away(request, closed, to=page)):
        return led
    form = AchievementForm(posted(request), request.FILES or None, instance=item)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, item)
    context: dict[str, object] = {
        "achievement": item if item.pk else None,
        "plan": item.plan,
        "code": item.code,
        "version": posted_version(request) or (item.version if item.pk else None),
        "missing": drafts.gaps(request, item if item.pk else None),
        **FilesField.limits(),
    }
    return form_page(request, "programs/achievement_form.html", form, **context)


def _save(request: Request, form: AchievementForm, item: Achievement) -> HttpResponse:
    """Save what was typed, then the files; a bad file leads back to the form."""
    files = form.cleaned_data["files"]
    if files.good:
        evidence_actions.hold_library(item.plan.unit)
    if item.pk:
        saved = actions.change_achievement(
            achievement=item, version=posted_version(request), by=request.user, **form.values
        )
    else:
        saved = actions.create_achievement(
            plan=item.plan, quarter=item.quarter, by=request.user, **form.values
        )
    if files.good:
        evidence_actions.upload_to(owner=saved, files=files.good, by=request.user)
    for note in files.notes:
        messages.info(request, note)
    for message in files.refused:
        messages.error(request, message)
    if files.refused:
        return redirect(saved.get_change_url())
    return drafts.saved_response(request, LINKED.get(pk=saved.pk))


@require_POST
def achievement_move(request: Request, pk: int, verb: str) -> HttpResponse:
    return drafts.make_move(request, LINKED.all(), pk, verb)


@require_http_methods(["GET", "POST"])
def achievement_delete(request: Request, pk: int) -> HttpResponse:
    item = get_permitted_or_404(request.user, ProgramPerm.DELETE_ACHIEVEMENT, LINKED.all(), pk=pk)
    return drafts.delete(request, item, "programs:achievements")
