"""The answer to the POST of a move, where it is not what the pages of the apps show."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from reformasi.workflow.models import Snapshot, Stateful
from reformasi.workflow.moves import Move
from reformasi.workflow.views import move_or_404, move_response, posted_version

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
