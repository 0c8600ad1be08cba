"""Evaluation letters with findings, recommendations and follow-ups in every state.

Of the letter 061/2470/SJ only number, date and subject are public: values and notes are invented.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Unpack

from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.actions import Excuse
from evaluations.follow_ups.documents import EVALUATION_REPORT
from evaluations.follow_ups.models import FollowUp
from evaluations.follow_ups.workflow import GRANT, Outcome, Status
from evaluations.instruments.models import Node
from evaluations.letters import actions
from evaluations.letters.models import MinisterialLetter, Recommendation
from reformasi.documents import actions as documents
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions

from . import files, tables
from .accounts import Cast

GIVEN_NUMBER = "061/2470/SJ"
#: Shares of the maximum (last year, this year), by turns: round, so that nobody believes them.
SHARES = ((40, 50), (50, 60), (60, 60), (30, 50), (70, 80))
NOT_REAL = "Nilai, catatan, dan rekomendasi di bawah ini data contoh, bukan isi surat."
#: Who reports for a unit.
REPORTERS = {
    "polpum-sekretariat": "analis.sekretariat",
    "polpum-perencanaan": "analis.sekretariat",
    "polpum-ormas": "analis.ormas",
    "polpum-poldagri": "analis.poldagri",
    "polpum-kewaspadaan": "analis.kewasnas",
    "polpum-ideologi": "analis.ideologi",
    "polpum-ekososbud": "analis.ekososbud",
}

ByArea = dict[str, list[Recommendation]]


def record_all(cast: Cast, today: date) -> ByArea:
    """Record both letters; their recommendations by reform area."""
    last_year = today.year - 1
    given = record(
        cast,
        number=GIVEN_NUMBER,
        date=date(2019, 3, 18),
        subject="Hasil evaluasi Reformasi Birokrasi di Kementerian Dalam Negeri tahun 2018",
        evaluated_year=2018,
        follow_up_deadline=date(2019, 12, 31),
        summary=(
            "Surat ini digunakan Bagian Perencanaan sebagai bahan evaluasi dan perbaikan. "
            f"{NOT_REAL}"
        ),
    )
    invented = record(
        cast,
        number="061/0000/SJ",
        date=date(today.year, 1, 2),
        subject=f"Hasil evaluasi Reformasi Birokrasi tahun {last_year} (data contoh)",
        evaluated_year=last_year,
        follow_up_deadline=date(today.year, 12, 31),
        summary=f"Seluruh surat ini data contoh. {NOT_REAL}",
    )
    by_area: ByArea = defaultdict(list)
    for key, letter in (("2018", given), ("terbaru", invented)):
        recommendations = record_findings(cast, letter, key, by_area)
        follow_up_all(cast, recommendations, key, today)
    return by_area


def request_report(cast: Cast) -> None:
    """A report on the letter of 2019 as things stand now; the worker makes it."""
    letter = MinisterialLetter.objects.get(number=GIVEN_NUMBER)
    documents.request_document(
        kind=EVALUATION_REPORT, subject=letter, unit=letter.unit, by=cast["kabag.perencanaan"]
    )


def record(cast: Cast, **fields: Unpack[actions.LetterText]) -> MinisterialLetter:
    """A letter with a scan and the component table of ``rb-2014``: its areas and results."""
    ditjen = Unit.objects.get(code="polpum")
    letter = actions.create_letter(
        by=cast["kabag.perencanaan"], addressees=[ditjen], unit=ditjen, is_sample=True, **fields
    )
    parts = Node.objects.filter(instrument__code="rb-2014", kind="area").order_by("position")
    values = []
    for turn, part in enumerate(parts):
        before, now = SHARES[turn % len(SHARES)]
        weight = part.weight or Decimal(0)
        values.append(
            {
                "name": part.name,
                "maximum": weight,
                "last_year": (weight * before / 100).quantize(Decimal("0.01")),
                "this_year": (weight * now / 100).quantize(Decimal("0.01")),
            }
        )
    actions.set_components(
        letter=letter, rows=values, by=cast["kabag.perencanaan"], version=letter.version
    )
    scan = files.pdf(
        f"Surat {letter.number.replace('/', '-')}",
        f"Surat {letter.number}",
        [letter.subject, "Pengganti pindaian: naskah surat tidak dimuat dalam data contoh."],
    )
    keep(letter, scan, letter.unit, cast["kabag.perencanaan"])
    return letter


def record_findings(
    cast: Cast, letter: MinisterialLetter, key: str, by_area: ByArea
) -> dict[str, Recommendation]:
    """The recommendations of the letter by their number ("2.1")."""
    groups: dict[str, list[tables.Row]] = defaultdict(list)
    for row in tables.rows("findings"):
        if row["letter"] == key:
            groups[row["finding"]].append(row)
    components = list(letter.components.all())
    recommendations = {}
    for number, group in groups.items():
        area = group[0]["area"]
        finding = actions.create_finding(
            letter=letter,
            component=components[AREA_ORDER.index(area)],
            description=group[0]["description"],
            recommendations=[row["recommendation"] for row in group],
            by=cast["kabag.perencanaan"],
        )
        for recommendation in finding.recommendations.all():
            recommendations[f"{number}.{recommendation.number}"] = recommendation
            by_area[area].append(recommendation)
    return recommendations


#: The areas in the order of the component table.
AREA_ORDER = (
    "change",
    "legislation",
    "organisation",
    "procedures",
    "personnel",
    "accountability",
    "oversight",
    "public_service",
)


def follow_up_all(
    cast: Cast, recommendations: dict[str, Recommendation], key: str, today: date
) -> None:
    for row in tables.rows("follow_ups"):
        if row["letter"] != key:
            continue
        follow_up = follow_ups.create_follow_up(
            recommendation=recommendations[row["recommendation"]],
            unit=Unit.objects.get(code=row["unit"]),
            action=row["action"],
            due=tables.day(row["due"], today),
            amount=amount(row["amount"]),
            by=cast["kabag.perencanaan"],
            is_sample=True,
        )
        if row["state"] != Status.DRAFT:
            bring_on(cast, follow_up, row)
        elif row["unit"] in MORE_TIME:
            ask_for_time(cast, follow_up, row, today)


#: Units that ask for more time -> what the bureau says to it; "" while it has said nothing.
MORE_TIME = {"polpum-ekososbud": "", "polpum-ormas": "grant"}


def ask_for_time(cast: Cast, follow_up: FollowUp, row: tables.Row, today: date) -> None:
    """Thirty days more; one request is granted, another waits."""
    request = follow_ups.create_time_request(
        follow_up=follow_up,
        due=max(follow_up.due, today) + timedelta(days=30),
        reason="Menunggu jadwal narasumber dan pencairan anggaran.",
        by=cast[REPORTERS[row["unit"]]],
    )
    if MORE_TIME[row["unit"]]:
        follow_ups.decide_time_request(request, GRANT, by=cast["analis.perencanaan"])


def bring_on(cast: Cast, follow_up: FollowUp, row: tables.Row) -> None:
    """Report it with a proof, and let the bureau decide as the table says."""
    reporter, bureau = cast[REPORTERS[row["unit"]]], cast["analis.perencanaan"]
    follow_ups.change_report(
        follow_up=follow_up,
        by=reporter,
        version=follow_up.version,
        report=row["report"],
        amount_settled=amount(row["settled"]),
    )
    proof = files.scan(f"Laporan: {row['action']}", follow_up.unit.label)
    keep(follow_up, proof, follow_up.unit, reporter)
    decisions.submit(follow_up, by=reporter)
    if row["state"] == Status.APPROVED:
        decisions.approve(follow_up, by=bureau)
    elif row["state"] == Status.RETURNED:
        decisions.send_back(follow_up, by=bureau, note=row["reason"])
    elif row["state"] == Outcome.EXCUSED:
        excuse = Excuse(row["reason"], "Inspektur Jenderal (data contoh)")
        follow_ups.excuse_follow_up(
            follow_up=follow_up, excuse=excuse, by=bureau, version=follow_up.version
        )


def amount(text: str) -> Decimal | None:
    """Rupiah as the table writes them."""
    return Decimal(text) if text else None


def keep(
    owner: MinisterialLetter | FollowUp, file: files.ContentFile[bytes], unit: Unit, by: User
) -> None:
    for kept in evidence.upload(unit=unit, files=[file], by=by, is_sample=True):
        evidence.attach(owner=owner, evidence=kept, by=by)
