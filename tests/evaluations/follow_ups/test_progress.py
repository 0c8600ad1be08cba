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
from evaluations.follow_ups.progress import outcome_of
from evaluations.follow_ups.workflow import EXCUSE, Outcome
from evaluations.letters import actions as letters
from evaluations.letters.actions import RecommendationRow
from evaluations.letters.models import MinisterialLetter
from reformasi.audit.models import Entry
from reformasi.audit.refusals import SameHand
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import GRANTS
from reformasi.workflow import decisions
from tests.dashboards.reading import figures, links_to, page_of, rows_behind
from tests.evaluations.factories import make_follow_up, make_letter, reported
from tests.evidence.files import pdf
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


def test_every_share_of_a_letter_leads_to_exactly_its_recommendations(
    three, letter, ditjen, give, pegawai, bureau, login
):
    other = make_letter(ditjen, number="2")
    make_follow_up(other, pegawai.memberships.get().unit)
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    client = login(bureau)

    for address in (letter.get_absolute_url(), reverse("dashboards:biro")):
        page = client.get(address)
        links = links_to(page.content.decode(), reverse("evaluations:recommendations"))
        of_shares = [link for link in links if "outcome=" in link]
        for share in page.context["progress"].shares.values():
            rows = [rows_behind(client, link) for link in of_shares if link.endswith(share.outcome)]
            assert {len(row) for row in rows} == ({share.count} if share.count else set())


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


def test_what_changed_since_it_was_verified_is_not_done_and_the_bureau_is_told(
    three, letter, give, pegawai, bureau, login
):
    replaced = decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    rewritten = decisions.approve(reported(give(three[1]), pegawai), by=bureau)
    decisions.approve(reported(give(three[2]), pegawai), by=bureau)
    client, dashboard = login(bureau), reverse("dashboards:biro")
    assert "Berubah sejak disetujui" not in text_of(client, dashboard)
    assert "3 dari 3 rekomendasi tuntas" in text_of(client, dashboard)

    proof = replaced.attachments.get().evidence
    evidence.add_version(evidence=proof, file=pdf("baru.pdf"), by=pegawai)
    letter.refresh_from_db()
    rows = [RecommendationRow(text, row.pk) for row, text in zip(three, "SDT", strict=True)]
    rows[0], rows[2] = (RecommendationRow(row.text, row.pk) for row in (three[0], three[2]))
    letters.change_finding(
        finding=letter.findings.get(), by=bureau, version=letter.version, description="Temuan",
        recommendations=rows,
    )  # fmt: skip

    for follow_up in (replaced, rewritten):
        follow_up.refresh_from_db()
        assert follow_up.outcome == Outcome.PARTIAL
    assert set(FollowUp.objects.of_outcome("partial")) == {replaced, rewritten}
    page = client.get(dashboard)
    assert {item.row for item in page.context["stale"]} == {replaced, rewritten}
    text = read(page.content.decode()).text
    assert "Berubah sejak disetujui" in text
    assert "1 dari 3 rekomendasi tuntas, 2 belum sesuai" in text
    listed = client.get(reverse("evaluations:follow_ups"), {"stale": "on"})
    assert set(listed.context["page"]) == {replaced, rewritten}


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
    follow_up = give(three[0], amount=Decimal(5_000_000))
    actions.change_report(
        follow_up=follow_up, by=pegawai, version=follow_up.version, amount_settled=Decimal(0)
    )
    reported(follow_up, pegawai)
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


def rates_of(client):
    return {row.unit: row for row in client.get(reverse("dashboards:biro")).context["rates"]}


def test_the_rate_of_a_unit_counts_what_nobody_took_up_as_its_leader_reads_it(
    three, ditjen, unit, child, sibling, give, pegawai, bureau, member_of, login
):
    decisions.approve(reported(give(three[0]), pegawai), by=bureau)
    give(three[0], child, action="Sekali lagi")
    reported(give(three[1]), pegawai)
    to_sibling = make_letter(ditjen, addressees=[sibling], number="2")
    letters.create_finding(
        letter=to_sibling, description="T", recommendations=["Empat", "Lima"], by=None
    )
    client = login(bureau)
    expected = {
        ditjen: "0 dari 5 rekomendasi tuntas, 2 belum sesuai, 3 belum ditindaklanjuti",
        unit: "0 dari 2 rekomendasi tuntas, 2 belum sesuai",
        child: "0 dari 1 rekomendasi tuntas, 1 belum ditindaklanjuti",
        sibling: "0 dari 2 rekomendasi tuntas, 2 belum ditindaklanjuti",
    }

    rates = rates_of(client)

    assert {each: str(row.progress) for each, row in rates.items()} == expected
    assert [rates[each].waiting for each in (ditjen, unit, child, sibling)] == [1, 1, 0, 0]
    for each, row in rates.items():
        link = f"{reverse('evaluations:recommendations')}?unit={each.code}"
        assert len(rows_behind(client, link)) == row.progress.total
        leader = login(member_of(each, Role.PIMPINAN))
        progress = leader.get(reverse("dashboards:pimpinan")).context["progress"]
        assert str(progress) == expected[each]
        client = login(bureau)


def test_rupiah_are_settled_when_the_bureau_has_verified_them(
    three, letter, give, unit, pegawai, bureau, login
):
    typed = give(three[0], amount=Decimal(100))
    actions.change_report(
        follow_up=typed, by=pegawai, version=typed.version, amount_settled=Decimal(75)
    )
    client = login(bureau)

    def settled():
        content = build(letter, unit)["progress"]
        return {
            client.get(letter.get_absolute_url()).context["progress"].settled,
            client.get(reverse("dashboards:biro")).context["progress"].settled,
            sum(Decimal(share["settled"]) for share in content["shares"]),
            rates_of(client)[unit].progress.settled,
        }

    assert settled() == {0}
    reported(typed, pegawai)
    assert settled() == {0}
    decisions.approve(typed, by=bureau)
    assert settled() == {75}
    evidence.add_version(
        evidence=typed.attachments.get().evidence, file=pdf("baru.pdf"), by=pegawai
    )
    assert settled() == {0}


def test_a_report_with_an_amount_is_asked_what_is_settled_of_it(three, give, pegawai, login):
    follow_up = give(three[0], amount=Decimal(100))
    evidence.upload_to(owner=follow_up, files=[pdf()], by=pegawai)
    follow_up.refresh_from_db()
    url = reverse("evaluations:follow_up_change", args=[follow_up.pk])
    form = {"version": follow_up.version, "report": "Sudah", "then": "submit"}

    page = login(pegawai).post(url, form)

    assert page.status_code == 422
    assert "tulis 0 bila belum ada" in str(page.context["form"].errors["amount_settled"])
    form |= {"version": FollowUp.objects.get().version, "amount_settled": "0"}
    assert login(pegawai).post(url, form).status_code == 302
    assert FollowUp.objects.get().is_submitted


def test_a_unit_answers_for_what_it_was_given_and_for_letters_to_it(
    three, letter, ditjen, unit, sibling, give, bureau, login
):
    give(three[0])
    client, page = login(bureau), reverse("evaluations:recommendations")

    def rows(of):
        return [row.text for row in client.get(page, {"unit": of.code}).context["page"]]

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
