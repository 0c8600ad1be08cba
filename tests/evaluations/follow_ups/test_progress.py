"""Recommendations are counted, not follow-ups: what nobody took up does not vanish."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.actions import Excuse
from evaluations.follow_ups.documents import build
from evaluations.follow_ups.models import OUTCOMES, FollowUp
from evaluations.follow_ups.progress import outcome_of, progress_by_unit
from evaluations.follow_ups.workflow import EXCUSE, Outcome
from evaluations.letters import actions as letters
from evaluations.letters.models import MinisterialLetter
from reformasi.audit.models import Entry
from reformasi.audit.refusals import SameHand
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import GRANTS
from reformasi.workflow import decisions
from tests.dashboards.reading import figures, page_of, rows_behind
from tests.evaluations.factories import reported
from tests.html import read

OFFICIAL = Excuse("Dasar hukumnya dicabut", "Inspektur Jenderal", "700/12/IJ", date(2019, 5, 2))


@pytest.fixture
def three(letter):
    """A letter with three recommendations."""
    letters.create_finding(
        letter=letter, description="Temuan", recommendations=["Satu", "Dua", "Tiga"], by=None
    )
    return list(letter.findings.get().recommendations.all())


@pytest.fixture
def give(unit):
    def make(recommendation, to=unit, **fields):
        fields = {"action": f"Kerjakan {recommendation.text}", "due": date(2019, 6, 30)} | fields
        return actions.create_follow_up(recommendation=recommendation, unit=to, by=None, **fields)

    return make


def excuse(follow_up, by):
    return actions.excuse_follow_up(
        follow_up=follow_up, excuse=OFFICIAL, by=by, version=follow_up.version
    )


def text_of(client, address):
    return read(client.get(address).content.decode()).text


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ((), Outcome.UNTOUCHED),
        (("untouched",), Outcome.UNTOUCHED),
        (("done", "untouched"), Outcome.PARTIAL),
        (("partial",), Outcome.PARTIAL),
        (("done", "partial"), Outcome.PARTIAL),
        (("done", "done"), Outcome.DONE),
        (("done", "excused"), Outcome.DONE),
        (("excused",), Outcome.EXCUSED),
        (("excused", "untouched"), Outcome.PARTIAL),
    ],
)
def test_a_recommendation_stands_where_all_its_follow_ups_stand(outcomes, whole):
    assert outcome_of(outcomes) == whole


def test_one_of_three_is_done_and_two_were_not_taken_up(
    three, letter, give, unit, pegawai, bureau, login
):
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    expected = "1 dari 3 rekomendasi tuntas, 2 belum ditindaklanjuti"

    client = login(bureau)
    for address in (
        reverse("evaluations:letters"), letter.get_absolute_url(), reverse("dashboards:biro")
    ):  # fmt: skip
        assert expected in text_of(client, address), address
    assert expected in text_of(login(pegawai), reverse("evaluations:letters"))
    assert build(letter, unit)["progress"]["text"] == expected
    panel = figures(page_of(login(bureau), reverse("dashboards:biro")))
    assert panel["Rekomendasi tuntas"].value == 1
    untouched = panel["Rekomendasi belum ditindaklanjuti"]
    assert untouched.value == 2
    assert rows_behind(client, untouched.href) == ["R1.2 Dua", "R1.3 Tiga"]


def test_every_reader_of_a_letter_reads_the_same_count_but_opens_only_their_own(
    three, letter, give, unit, sibling, pegawai, bureau, member_of, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)

    for reader in (bureau, pegawai, neighbour):
        text = text_of(login(reader), letter.get_absolute_url())
        assert "1 dari 3 rekomendasi tuntas" in text
        assert ("Kerjakan Satu" in text) is (reader != neighbour)
    assert "Sedang ditindaklanjuti unit lain" in text
    assert "Belum ada unit yang ditugasi." in text


def test_a_recommendation_is_done_when_the_last_unit_has_done_it(
    three, letter, give, sibling, pegawai, bureau, member_of, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    second = give(three[0], sibling)
    page = reverse("evaluations:letters")
    assert "0 dari 3 rekomendasi tuntas, 1 belum sesuai, 2 belum" in text_of(login(bureau), page)

    decisions.approve(reported(second, neighbour), by=bureau)
    assert "1 dari 3 rekomendasi tuntas, 2 belum" in text_of(login(bureau), page)


def test_what_changed_since_it_was_verified_is_not_done(three, letter, give, pegawai, bureau):
    follow_up = decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    FollowUp.objects.filter(pk=follow_up.pk).update(content_sha256="0" * 64)
    follow_up.refresh_from_db()

    assert follow_up.outcome == Outcome.PARTIAL
    assert list(FollowUp.objects.of_outcome("partial")) == [follow_up]


def test_every_follow_up_has_one_of_the_four_states_of_auditors(
    three, give, pegawai, bureau, login
):
    new, waiting, returned, verified, excused, reopened = (
        give(three[0], action=f"Langkah {n}") for n in range(6)
    )
    for row in (waiting, returned, verified, excused, reopened):
        reported(row, pegawai)
    decisions.send_back(returned, by=bureau, note="Kurang")
    decisions.approve(verified, by=bureau)
    excuse(excused, bureau)
    decisions.approve(reopened, by=bureau)
    decisions.reopen(reopened, by=bureau, note="Lihat lagi")

    by_outcome = {
        "untouched": {new}, "partial": {waiting, returned, reopened}, "done": {verified},
        "excused": {excused},
    }  # fmt: skip
    client, page = login(bureau), reverse("evaluations:follow_ups")
    for outcome, rows in by_outcome.items():
        assert set(FollowUp.objects.filter(OUTCOMES[Outcome(outcome)])) == rows
        assert {row.outcome for row in FollowUp.objects.of_outcome(outcome)} == {outcome}
        assert set(client.get(page, {"outcome": outcome}).context["page"]) == rows


def test_what_cannot_be_done_is_verified_with_reason_and_the_official_who_decided(
    three, letter, give, unit, pegawai, bureau, login
):
    follow_up = reported(give(three[0], amount=Decimal(5_000_000)), pegawai)
    url = reverse("evaluations:follow_up_excuse", args=[follow_up.pk])
    client = login(bureau)
    assert url in client.get(follow_up.get_absolute_url()).content.decode()
    form = {"version": follow_up.version, "note": OFFICIAL.reason, "decider": OFFICIAL.decider}
    for missing in ("note", "decider"):
        assert client.post(url, form | {missing: " "}).status_code == 422
    assert client.post(url, form | {"version": ""}).status_code == 409, "which version was seen?"
    assert client.post(url, form).status_code == 302

    follow_up.refresh_from_db()
    assert (follow_up.verdict, follow_up.excuse_decider) == ("excused", "Inspektur Jenderal")
    assert follow_up.outcome == Outcome.EXCUSED
    text = text_of(client, follow_up.get_absolute_url())
    assert "Dasar hukumnya dicabut" in text
    assert "Diputuskan oleh Inspektur Jenderal" in text
    excuses = Entry.objects.about(follow_up).filter(action__endswith=".excuse", refused=False)
    assert excuses.get().note == OFFICIAL.reason
    expected = "0 dari 3 rekomendasi tuntas, 2 belum ditindaklanjuti, 1 tidak dapat"
    assert expected in text_of(client, letter.get_absolute_url())
    shares = {row["label"]: row for row in build(letter, unit)["progress"]["shares"]}
    assert shares["Tidak dapat ditindaklanjuti"]["amount"] == "5000000.00"
    assert shares["Sesuai"]["count"] == 0


def test_only_the_bureau_excuses_and_never_who_reported(
    three, give, pegawai, unit, member_of, login
):
    assert EXCUSE.permission_for(FollowUp) in GRANTS
    follow_up = reported(give(three[0]), pegawai)
    url = reverse("evaluations:follow_up_excuse", args=[follow_up.pk])
    assert login(pegawai).post(url, {"note": "a", "decider": "b"}).status_code == 403
    both = member_of(unit, Role.BIRO, user=pegawai)
    with pytest.raises(SameHand):
        excuse(follow_up, both)
    assert url not in login(both).get(follow_up.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": ""},
        {"verdict": "excused"},
        {"verdict": "lain"},
        {"amount": 0},
        {"amount": 5, "amount_settled": 6},
        {"amount_settled": 1},
    ],
    ids=str,
)
def test_the_database_refuses_a_verdict_or_an_amount_that_makes_no_sense(
    wrong, three, give, pegawai, bureau
):
    follow_up = decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(**wrong)


def test_rates_count_recommendations_of_each_unit_and_rupiah(
    three, give, unit, sibling, pegawai, bureau, member_of
):
    done = give(three[0], amount=Decimal(100))
    actions.change_report(
        follow_up=done, by=pegawai, version=done.version, amount_settled=Decimal(75)
    )
    decisions.approve(reported(done, pegawai), by=bureau)
    give(three[0], action="Sekali lagi")
    reported(give(three[1]), pegawai)
    give(three[1], sibling, amount=Decimal(40))

    own, beside = progress_by_unit(FollowUp.objects.all())

    assert (own.unit, str(own.progress)) == (unit, "0 dari 2 rekomendasi tuntas, 2 belum sesuai")
    assert (own.waiting, own.progress.amount, own.progress.settled) == (1, 100, 75)
    assert (beside.unit, beside.progress.untouched, beside.progress.amount) == (sibling, 1, 40)


def test_a_unit_answers_for_what_it_was_given_and_for_letters_to_it(
    three, letter, ditjen, unit, sibling, give, bureau, login
):
    give(three[0])
    client, page = login(bureau), reverse("evaluations:recommendations")

    def rows(of):
        return [row.text for row in client.get(page, {"unit": of.pk}).context["page"]]

    assert rows(ditjen) == ["Satu", "Dua", "Tiga"]
    assert rows(unit) == ["Satu"]
    assert rows(sibling) == []


def test_the_report_tells_what_is_late_against_the_limit_of_the_letter(
    three, letter, give, unit, pegawai, bureau
):
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    give(three[1], due=timezone.localdate() + timedelta(days=9))
    assert build(letter, unit)["late"] is None
    limit = timezone.localdate() - timedelta(days=40)
    MinisterialLetter.objects.filter(pk=letter.pk).update(follow_up_deadline=limit)
    letter.refresh_from_db()

    content = build(letter, unit)

    assert content["late"] == {"days": 40, "recommendations": ["R1.2", "R1.3"]}
    rows = content["findings"][0]["recommendations"]
    assert [row["outcome"] for row in rows] == [
        "Sesuai", "Belum ditindaklanjuti", "Belum ditindaklanjuti"
    ]  # fmt: skip
    assert rows[1]["follow_ups"][0]["is_past_limit"]


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_of_recommendations_costs_the_same_queries_whatever_its_length(
    size, letter, give, bureau, login, django_assert_max_num_queries
):
    finding = letters.create_finding(
        letter=letter, description="T", recommendations=["R"] * size, by=None
    )
    for recommendation in finding.recommendations.all():
        give(recommendation)
    client, page = login(bureau), reverse("evaluations:recommendations")
    client.get(page)
    with django_assert_max_num_queries(22):
        assert len(client.get(page).context["page"]) == size
