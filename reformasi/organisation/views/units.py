from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reformasi.organisation import actions, scope
from reformasi.organisation.forms import UnitCloseForm, UnitForm, UnitMoveForm
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import Page, page_of
from reformasi.ui.widgets import TYPED
from reformasi.workflow.views import posted_version

LEVELS = 3  # shown at once below the top; the rest is one click away


@dataclass(frozen=True)
class Row:
    """A unit as the tree shows it. ``more``: it has units below that are not shown here."""

    unit: Unit
    indent: int
    more: bool
    closed: bool


@dataclass(frozen=True)
class Link:
    """Something that this user may do with what the page shows."""

    label: str
    url: str
    icon: str


@require_GET
def unit_list(request: Request) -> HttpResponse:
    """The tree that the user may see, or what a search finds in it."""
    require_somewhere(request.user, OrganisationPerm.VIEW_UNIT)
    query = request.GET.get("q", "").strip()
    top = _top_of(request)
    tops = [top.path] if top else _own_tops(request.user)
    if query:
        matches = Unit.objects.visible_to(request.user).matching(query).order_by("path")
        page = page_of(matches, request, size=50)
        rows = [Row(unit, 0, unit.numchild > 0, _closed(unit)) for unit in page]
    else:
        page = page_of(Unit.objects.tree(tops, LEVELS), request, size=100)
        rows = _as_tree(page, tops)
    context = {
        "page": page,
        "rows": rows,
        "query": query,
        "top": top,
        "above": _above(request.user, top) if top else [],
        "may_create": request.user.has_perm(OrganisationPerm.ADD_UNIT),
    }
    return render(request, "organisation/unit_list.html", context)


@require_GET
def unit_detail(request: Request, code: str) -> HttpResponse:
    unit = get_visible_or_404(request.user, Unit, code=code)
    children = page_of(Unit.objects.get_children(unit), request, size=50)
    rows = [Row(child, 0, child.numchild > 0, _closed(child)) for child in children]
    return render(
        request, "organisation/unit.html", _context(request, unit, "data", rows=rows, page=children)
    )


@require_GET
def unit_people(request: Request, code: str) -> HttpResponse:
    """Who serves in this unit itself, today or (``?past=1``) before."""
    unit = get_permitted_or_404(request.user, OrganisationPerm.VIEW_MEMBERSHIP, Unit, code=code)
    memberships = Membership.objects.filter(unit=unit).with_people()
    today, past = timezone.localdate(), bool(request.GET.get("past"))
    memberships = memberships.ended_before(today) if past else memberships.not_ended(today)
    page = page_of(memberships, request)
    return render(
        request,
        "organisation/unit_people.html",
        _context(request, unit, "people", page=page, past=past),
    )


@require_GET
def unit_history(request: Request, code: str) -> HttpResponse:
    unit = get_visible_or_404(request.user, Unit, code=code)
    return render(request, "organisation/unit_history.html", _context(request, unit, "history"))


@require_http_methods(["GET", "POST"])
def unit_create(request: Request, code: str) -> HttpResponse:
    """A new unit below the one named ``code``."""
    parent = get_permitted_or_404(request.user, OrganisationPerm.ADD_UNIT, Unit, code=code)
    form = UnitForm(posted(request), parent=parent)
    if request.method == "POST" and form.is_valid():
        unit = actions.create_unit(parent=parent, by=request.user, **form.cleaned_data)
        messages.success(request, _("Unit %(unit)s ditambahkan.") % {"unit": unit})
        return redirect(unit)
    heading = _("Tambah unit di bawah %(unit)s") % {"unit": parent.label}
    return form_page(request, "organisation/unit_form.html", form, heading=heading, unit=parent)


@require_http_methods(["GET", "POST"])
def unit_change(request: Request, code: str) -> HttpResponse:
    unit = get_permitted_or_404(request.user, OrganisationPerm.CHANGE_UNIT, Unit, code=code)
    form = UnitForm(posted(request), instance=Unit.objects.get(pk=unit.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_unit(
            unit=unit, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        messages.success(request, _("Perubahan disimpan; nama lama tetap ada di riwayat."))
        return redirect(unit)
    heading = _("Ubah %(unit)s") % {"unit": unit.label}
    version = posted_version(request) or unit.version
    return form_page(
        request, "organisation/unit_form.html", form, heading=heading, unit=unit, version=version
    )


@require_http_methods(["GET", "POST"])
def unit_move(request: Request, code: str) -> HttpResponse:
    """Choose a new parent (``?parent=``, by GET), see what moves along, confirm (POST)."""
    unit = get_permitted_or_404(request.user, OrganisationPerm.CHANGE_UNIT, Unit, code=code)
    sent = posted(request)
    if sent is None and {"parent", "parent" + TYPED} & request.GET.keys():
        sent = request.GET
    form = UnitMoveForm(sent, unit=unit, user=request.user)
    parent = form.cleaned_data["parent"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and parent:
        require(request.user, OrganisationPerm.ADD_UNIT, parent)
        moved = actions.move_unit(unit=unit, parent=parent, by=request.user)
        names = {"unit": moved, "parent": parent}
        messages.success(request, _("%(unit)s dipindahkan ke bawah %(parent)s.") % names)
        return redirect(moved)
    return form_page(
        request,
        "organisation/unit_move.html",
        form,
        unit=unit,
        parent=parent,
        now=Unit.objects.get_parent(unit),
        along=Unit.objects.below(unit).count() - 1,
        members=Membership.objects.in_subtree(unit).active_on(timezone.localdate()).count(),
    )


@require_http_methods(["GET", "POST"])
def unit_close(request: Request, code: str) -> HttpResponse:
    unit = get_permitted_or_404(request.user, OrganisationPerm.CHANGE_UNIT, Unit, code=code)
    form = UnitCloseForm(posted(request), unit=unit, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.close_unit(
            unit=unit, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        messages.success(request, _("Unit ditutup; datanya tetap dapat dibaca."))
        return redirect(_after_closing(request, unit))
    members = Membership.objects.filter(unit=unit).active_on(timezone.localdate()).count()
    return form_page(
        request,
        "organisation/unit_close.html",
        form,
        unit=unit,
        members=members,
        version=posted_version(request) or unit.version,
    )


def _after_closing(request: Request, unit: Unit) -> str:
    """A merged unit is best hung below its successor, whose people then reach its history."""
    successor = unit.merged_into
    if successor is None or not request.user.has_perm(OrganisationPerm.ADD_UNIT, successor):
        return unit.get_absolute_url()
    messages.info(
        request, _("Agar penerusnya dapat membaca riwayat unit ini, pindahkan ke bawah penerusnya.")
    )
    move = reverse("organisation:unit_move", args=[unit.code])
    return f"{move}?parent={successor.code}"


def _context(request: Request, unit: Unit, tab: str, **more: object) -> dict[str, object]:
    """What every tab of a unit shows around itself."""
    return {
        **{f"tab_{name}": name == tab for name in ("data", "people", "history")},
        "unit": unit,
        "closed": _closed(unit),
        "above": _above(request.user, unit),
        "links": list(_links(request.user, unit)),
        "sees_people": request.user.has_perm(OrganisationPerm.VIEW_MEMBERSHIP, unit),
        **more,
    }


def _links(user: User, unit: Unit) -> list[Link]:
    offered = [
        (OrganisationPerm.CHANGE_UNIT, _("Ubah"), "unit_change", "edit"),
        (OrganisationPerm.ADD_UNIT, _("Tambah unit di bawahnya"), "unit_create", "plus"),
        (OrganisationPerm.CHANGE_UNIT, _("Pindahkan"), "unit_move", "arrow-right"),
        (OrganisationPerm.CHANGE_UNIT, _("Tutup atau lebur"), "unit_close", "lock"),
    ]
    return [
        Link(label, reverse(f"organisation:{name}", args=[unit.code]), icon)
        for perm, label, name, icon in offered
        if user.has_perm(perm, unit) and not (name == "unit_move" and unit.is_root())
    ]


def _top_of(request: Request) -> Unit | None:
    code = request.GET.get("below", "")
    return get_visible_or_404(request.user, Unit, code=code) if code else None


def _own_tops(user: User) -> list[str]:
    if user.is_superuser:
        return list(Unit.objects.filter(depth=1).values_list("path", flat=True))
    return scope.reach(user, OrganisationPerm.VIEW_UNIT)


def _above(user: User, unit: Unit) -> QuerySet[Unit]:
    """The units above that the user may open."""
    above: QuerySet[Unit] = Unit.objects.get_ancestors(unit)
    return above.filter(scope.within(user, OrganisationPerm.VIEW_UNIT, ""))


def _closed(unit: Unit) -> bool:
    return unit.is_closed(timezone.localdate())


def _as_tree(page: Page, tops: list[str]) -> list[Row]:
    rows = []
    for unit in page:
        top = next(top for top in tops if unit.path.startswith(top))
        indent = (len(unit.path) - len(top)) // Unit.steplen
        more = indent == LEVELS and unit.numchild > 0
        rows.append(Row(unit, indent, more, _closed(unit)))
    return rows
