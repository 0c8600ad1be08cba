from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from reformasi.audit import trail
from reformasi.organisation import actions
from reformasi.organisation.forms import AppointmentForm, EndForm, PeopleFilter, PersonForm
from reformasi.organisation.models import AccountVerb, Membership, User
from reformasi.organisation.models.people import UserQuerySet
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import (
    Request,
    get_permitted_or_404,
    get_visible_or_404,
    require,
    require_somewhere,
)
from reformasi.ui.form_pages import form_page, posted
from reformasi.ui.pages import page_of
from reformasi.workflow.views import posted_version

ENDING = OrganisationPerm.CHANGE_MEMBERSHIP
OPENED = gettext_noop("membuka halaman")


class Marked:
    """People with what ``user`` may see of their NIPs, which is asked for those of one page."""

    def __init__(self, rows: UserQuerySet, user: User) -> None:
        self.rows, self._user = rows, user

    def present(self, rows: Sequence[User]) -> list[User]:
        return User.objects.marked_for(self._user, rows)


@require_GET
def people(request: Request) -> HttpResponse:
    require_somewhere(request.user, OrganisationPerm.VIEW_USER)
    visible = User.objects.visible_to(request.user).with_roles(request.user)
    rows = PeopleFilter(request.GET, visible, request=request)
    context = {
        "page": page_of(Marked(rows.qs, request.user), request),
        "filter": rows,
        "sees_nip": request.user.has_perm(OrganisationPerm.VIEW_NIP),
        "may_create": request.user.has_perm(OrganisationPerm.ADD_USER),
    }
    return render(request, "organisation/people.html", context)


@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    person = _opened(request, pk)
    today = timezone.localdate()
    memberships = [
        (membership, not membership.has_ended(today) and request.user.has_perm(ENDING, membership))
        for membership in _memberships(request, person)
    ]
    context = {
        "person": person,
        "memberships": memberships,
        **_rights(request.user, person, "data"),
    }
    return render(request, "organisation/person.html", context)


@require_GET
def person_history(request: Request, pk: int) -> HttpResponse:
    person = _opened(request, pk)
    rights = _rights(request.user, person, "history")
    context = {
        "person": person,
        "related": _memberships(request, person),
        "without": () if rights["sees_account"] else tuple(AccountVerb),
        **rights,
    }
    return render(request, "organisation/person_history.html", context)


@require_http_methods(["GET", "POST"])
def person_create(request: Request) -> HttpResponse:
    """A person with their first role: nobody is left out of reach."""
    require_somewhere(request.user, OrganisationPerm.ADD_USER)
    form = PersonForm(posted(request), by=request.user)
    first = AppointmentForm(posted(request), by=request.user)
    if request.method == "POST" and all([form.is_valid(), first.is_valid()]):
        added = actions.create_person_with_role(
            by=request.user, person=form.person(), role=first.appointment()
        )
        messages.success(
            request,
            _("%(person)s ditambahkan. Ia membuat kata sandi lewat “Lupa kata sandi”.")
            % {"person": added},
        )
        return redirect(added)
    return form_page(request, "organisation/person_create.html", form, also=first)


@require_http_methods(["GET", "POST"])
def person_change(request: Request, pk: int) -> HttpResponse:
    person = get_permitted_or_404(request.user, OrganisationPerm.CHANGE_USER, User, pk=pk)
    _count_opening(request, person)
    form = PersonForm(posted(request), instance=User.objects.get(pk=pk), by=request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_person(
            person=person, by=request.user, version=posted_version(request), **form.cleaned_data
        )
        messages.success(request, _("Perubahan disimpan."))
        return redirect(person)
    version = posted_version(request) or person.version
    return form_page(request, "organisation/person_form.html", form, person=person, version=version)


@require_http_methods(["GET", "POST"])
def membership_create(request: Request, pk: int) -> HttpResponse:
    person = get_visible_or_404(request.user, User, pk=pk)
    require_somewhere(request.user, OrganisationPerm.ADD_MEMBERSHIP)
    _count_opening(request, person)
    form = AppointmentForm(posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        appointment = form.appointment()
        require(request.user, OrganisationPerm.ADD_MEMBERSHIP, appointment["unit"])
        given = actions.appoint(user=person, by=request.user, **appointment)
        messages.success(request, _("Ditugaskan: %(title)s.") % {"title": given.title})
        return redirect(person)
    return form_page(request, "organisation/membership_create.html", form, person=person)


@require_http_methods(["GET", "POST"])
def membership_end(request: Request, pk: int) -> HttpResponse:
    rows = Membership.objects.with_people()
    membership = get_permitted_or_404(request.user, ENDING, rows, pk=pk)
    form = EndForm(posted(request), valid_from=membership.valid_from)
    if request.method == "POST" and form.is_valid():
        actions.end_membership(membership=membership, by=request.user, **form.cleaned_data)
        messages.success(request, _("Penugasan diakhiri; riwayatnya tetap ada."))
        return redirect(membership.user)
    return form_page(request, "organisation/membership_end.html", form, membership=membership)


def _opened(request: Request, pk: int) -> User:
    """The person; that somebody else opened their page is on the trail."""
    person = get_visible_or_404(request.user, User, pk=pk)
    _count_opening(request, person)
    return person


def _count_opening(request: Request, person: User) -> None:
    """A form shows as much of a person as their page does."""
    if request.method == "GET" and person.pk != request.user.pk:
        trail.count_same(AccountVerb.VIEW, person, by=request.user, phrase=OPENED)


def _memberships(request: Request, person: User) -> list[Membership]:
    """The memberships of ``person`` that the user may see; one's own, all."""
    memberships = Membership.objects.filter(user=person)
    if person.pk != request.user.pk:
        memberships = memberships.visible_to(request.user)
    return list(memberships.with_people().order_by("-valid_from"))


def _rights(user: User, person: User, tab: str) -> dict[str, object]:
    """What the page offers this user."""
    may_change = user.has_perm(OrganisationPerm.CHANGE_USER, person)
    return {
        **{f"tab_{name}": name == tab for name in ("data", "history")},
        "today": timezone.localdate(),
        "sees_nip": user.pk == person.pk or user.has_perm(OrganisationPerm.VIEW_NIP, person),
        "may_change": may_change,
        "may_separate": may_change and user.pk != person.pk and not person.memberships_today,
        "sees_account": may_change or user.pk == person.pk,
        "may_appoint": user.pk != person.pk and user.has_perm(OrganisationPerm.ADD_MEMBERSHIP),
        "may_explain": user.has_perm(OrganisationPerm.EXPLAIN_ACCESS),
    }
