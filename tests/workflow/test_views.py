"""The answer to the POST of a move, where it is not what the pages of the apps show."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.workflow.models import Snapshot, Stateful
from reformasi.workflow.moves import Move
from reformasi.workflow.views import move_or_404, move_response, posted_version
from tests.zona_integritas.factories import make_candidate, prepared, step_of

OPEN = Move("open", "Buka", "membuka", ("closed",), "open")


class Door(Stateful):
    """Has a status without choices."""

    status = "closed"

    class Meta:
        abstract = True


def test_a_verb_that_no_move_has_leads_nowhere():
    assert move_or_404([OPEN], "open") is OPEN
    with pytest.raises(Http404):
        move_or_404([OPEN], "juggle")


def test_nobody_makes_a_move_without_a_login():
    request = RequestFactory().post("/")
    request.user = AnonymousUser()

    def act(*_args, **_kwargs):
        raise AssertionError("the move was made")

    with pytest.raises(PermissionDenied):
        move_response(request, object(), OPEN, act)


def test_what_is_not_ready_is_told_on_its_page_and_is_no_refusal(unit, pegawai, ketua_tim, login):
    late = prepared(step_of(make_candidate(unit, ketua_tim), "ZI-03"), pegawai)
    submit = reverse("zona_integritas:milestone_move", args=[late.pk, "submit"])

    page = login(pegawai).post(submit, {"version": late.version}, follow=True)

    assert page.redirect_chain == [(late.get_absolute_url(), 302)]
    assert "terdekat ZI-01" in page.content.decode()
    assert not Entry.objects.refused().exists()
    late.refresh_from_db()
    assert not late.is_submitted


def test_a_status_without_a_label_is_its_own():
    assert Stateful.get_status_display(Door) == "closed"


def test_a_snapshot_names_what_it_is_of():
    assert str(Snapshot(target="programs.activity", target_id="7", number=2)) == (
        "programs.activity 7 v2"
    )


def test_a_version_that_is_no_number_counts_as_old():
    for version in ("9" * 5_000, "9" * 20, "-1", "satu", "1.5", "\u0663", ""):
        assert posted_version(RequestFactory().post("/", {"version": version})) == 0
    assert posted_version(RequestFactory().post("/", {"version": "7"})) == 7
