"""30 April 2019: the event and the declaration from which the portal's story starts.

Given by the owner of the portal: day, hotel, the two acts, and the unit. Everything else about that
day is "data contoh", and the texts say so.
"""

from __future__ import annotations

from datetime import date, time

from evaluations.instruments.models import Instrument
from programs.activities import actions as activities_actions
from programs.activities.models import Activity, ActivityKind
from programs.areas.models import ReformArea
from programs.events import actions as events_actions
from programs.events.actions import AgendaRow, SpeakerRow
from reformasi.evidence import actions as evidence
from reformasi.evidence import waiving
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions
from zona_integritas.candidates import actions as candidates_actions
from zona_integritas.candidates.models import Candidate
from zona_integritas.declarations import actions as declarations_actions
from zona_integritas.declarations.models import Declaration
from zona_integritas.road.stages import Predicate, Stage

from . import files
from .accounts import Cast
from .candidates import record
from .letters import ByArea

DAY = date(2019, 4, 30)  # a Tuesday
PLACE = "Golden Boutique Hotel, Jakarta"
WHAT_IS_KNOWN = (
    "Hari, tempat, penyelenggara, dan pencanangan di Direktorat Organisasi Kemasyarakatan adalah "
    "fakta. Tema, susunan acara, narasumber, daftar hadir, dan lampirannya data contoh."
)
VALUES = (
    "profesional, adaptif, berintegritas, berkinerja tinggi, bersih dan bebas KKN, mampu melayani "
    "publik, netral, berdedikasi, dan memegang teguh nilai dasar organisasi dan kode etik"
)
SPEAKERS = (
    SpeakerRow("Sekretaris Ditjen Polpum", "Ketua Tim RB Ditjen Politik dan Pemerintahan Umum"),
    SpeakerRow("Narasumber Kementerian PANRB", "Pejabat Deputi Reformasi Birokrasi (data contoh)"),
    SpeakerRow("Narasumber Inspektorat Jenderal", "Pejabat Inspektorat Jenderal (data contoh)"),
)
AGENDA = (
    AgendaRow(time(8, 0), "Registrasi peserta", time(9, 0)),
    AgendaRow(time(9, 0), "Pembukaan dan laporan penyelenggaraan", time(9, 30)),
    AgendaRow(
        time(9, 30),
        "Arah reformasi birokrasi: kelembagaan, ketatalaksanaan, sumber daya aparatur",
        time(10, 30),
        SPEAKERS[0].name,
    ),
    AgendaRow(
        time(10, 30),
        "Pencanangan Zona Integritas menuju WBK dan WBBM di Direktorat Organisasi Kemasyarakatan",
        time(11, 15),
    ),
    AgendaRow(time(13, 0), "Komponen penilaian zona integritas", time(14, 30), SPEAKERS[1].name),
    AgendaRow(time(14, 30), "Pengawasan dan pendampingan oleh TPI", time(15, 30), SPEAKERS[2].name),
    AgendaRow(time(15, 30), "Penutupan", time(16, 0)),
)
#: Unit, job title, how many of them came.
ATTENDANCE = (
    ("polpum-sekretariat", "Kepala Bagian", 3),
    ("polpum-sekretariat", "Analis SDM Aparatur", 4),
    ("polpum-perencanaan", "Perencana", 3),
    ("polpum-ideologi", "Analis Kebijakan", 4),
    ("polpum-poldagri", "Analis Kebijakan", 4),
    ("polpum-ekososbud", "Analis Kebijakan", 4),
    ("polpum-ormas", "Kepala Subdirektorat", 4),
    ("polpum-ormas", "Petugas Layanan", 6),
    ("polpum-kewaspadaan", "Analis Kebijakan", 4),
)


NOT_KNOWN = "Tidak termasuk fakta yang diketahui tentang acara ini."


def hold_event(cast: Cast, recommendations: ByArea) -> Activity:
    """The socialization, approved: held by the Ditjen, recorded by the unit it was about."""
    writer = cast["analis.ormas"]
    people = attendance()
    event = activities_actions.create_activity(
        unit=Unit.objects.get(code="polpum-ormas"),
        by=writer,
        kind=ActivityKind.SOSIALISASI,
        title=(
            "Sosialisasi/Internalisasi Reformasi Birokrasi dan Pencanangan Zona Integritas menuju "
            "WBK dan WBBM"
        ),
        date=DAY,
        place=PLACE,
        area=ReformArea.objects.get(code="change"),
        description=f"Menanamkan nilai aparatur: {VALUES}. {WHAT_IS_KNOWN}",
        output=(
            "Zona Integritas menuju WBK dan WBBM dicanangkan di Direktorat Organisasi "
            "Kemasyarakatan."
        ),
        participants="Pejabat dan pegawai Ditjen Politik dan Pemerintahan Umum (data contoh)",
        participant_count=len(people),
        recommendations=[*recommendations["change"], *recommendations["oversight"][:1]],
        is_sample=True,
    )
    events_actions.set_programme(
        event=event.socialization,
        version=event.version,
        by=writer,
        theme="Aparatur yang bersih dan melayani dimulai dari zona integritas (data contoh)",
        organiser="Ditjen Politik dan Pemerintahan Umum",
        speakers=SPEAKERS,
        agenda=AGENDA,
    )
    for name, office, unit in people:
        events_actions.add_attendee(
            event=event.socialization,
            by=writer,
            on_trail=False,
            name=name,
            office=office,
            unit=unit,
        )
    events_actions.record_import(event=event.socialization, rows=len(people), by=writer)
    prove_and_decide(event, people, by=writer, decider=cast["ketua.ormas"])
    return event


def prove_and_decide(
    event: Activity, people: list[tuple[str, str, Unit]], *, by: User, decider: User
) -> None:
    """Attach what is left of it; what is not is waived, and the whole approved."""
    for key, file in event_files(people).items():
        [kept] = evidence.upload(unit=event.unit, files=[file], by=by, is_sample=True)
        evidence.attach(owner=event, evidence=kept, by=by, requirement=key)
    absent = [line.requirement for line in event.lines if line.is_empty]
    for requirement in absent:
        waiving.propose_waiver(owner=event, requirement=requirement, reason=NOT_KNOWN, by=by)
    event.refresh_from_db()
    decisions.submit(event, by=by)
    for requirement in absent:
        waiving.waive(owner=event, requirement=requirement, reason="", by=decider)
    decisions.approve(event, by=decider)


def attendance() -> list[tuple[str, str, Unit]]:
    """Lines (name, office, unit): job titles with numbers, because names are not public."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    return [
        (f"{title} {number} {units[code].label} (data contoh)", title, units[code])
        for code, title, count in ATTENDANCE
        for number in range(1, count + 1)
    ]


def event_files(people: list[tuple[str, str, Unit]]) -> dict[str, files.ContentFile[bytes]]:
    """The document that each is -> its file; minutes and report are not known."""
    return {
        "dokumentasi": files.photo(
            "Sosialisasi Reformasi Birokrasi dan pencanangan zona integritas, 30 April 2019"
        ),
        "undangan": files.pdf(
            "Undangan sosialisasi reformasi birokrasi",
            "Undangan Sosialisasi/Internalisasi Reformasi Birokrasi",
            [f"Selasa, 30 April 2019, {PLACE}.", WHAT_IS_KNOWN],
        ),
        "daftar_hadir": files.sheet(
            "Daftar hadir 30 April 2019",
            ["Nama", "Jabatan", "Unit"],
            [(name, office, unit.name) for name, office, unit in people],
        ),
    }


def declare_candidate(cast: Cast, event: Activity) -> Declaration:
    """The candidate of 2019 under 52/2014; only its declaration is known, so there it stops."""
    candidate = candidates_actions.create_candidate(
        unit=Unit.objects.get(code="polpum-ormas"),
        year=DAY.year,
        target=Predicate.WBK,
        instrument=Instrument.objects.get(code="zi-2014"),
        by=cast["kabag.perencanaan"],
        note=(
            "Dicanangkan menuju WBK dan WBBM; WBK ditempuh lebih dahulu. Perkembangan sesudah "
            "pencanangan tidak termasuk fakta yang diketahui, sehingga tahap berikutnya kosong."
        ),
    )
    declaration = declarations_actions.create_declaration(
        candidate=candidate,
        by=cast["analis.ormas"],
        held_on=DAY,
        place=PLACE,
        signed_by_title="Pimpinan instansi (data contoh)",
        event=event,
        pacts_signed=52,
        staff_total=58,
        note=WHAT_IS_KNOWN,
        witnesses=witnesses(),
        is_sample=True,
    )
    charter = keep_charter(cast, candidate)
    evidence.attach(owner=declaration, evidence=charter, by=cast["analis.ormas"])
    milestone = candidate.milestones.get(step__stage=Stage.DECLARATION)
    signed, *others = milestone.requirements
    evidence.attach(
        owner=milestone,
        evidence=charter,
        by=cast["analis.ormas"],
        requirement=signed.key,
    )
    for requirement in others:
        waiving.propose_waiver(
            owner=milestone, requirement=requirement, reason=NOT_KNOWN, by=cast["analis.ormas"]
        )
    decisions.submit(milestone, by=cast["analis.ormas"])
    for requirement in others:
        waiving.waive(
            owner=milestone, requirement=requirement, reason="", by=cast["kabag.perencanaan"]
        )
    record(cast, milestone, DAY)
    return declaration


def witnesses() -> list[dict[str, str]]:
    """Those whom 52/2014 h. 8 allows to witness; who came is not known."""
    return [
        {"name": "Wakil KPK (data contoh)", "institution": "Komisi Pemberantasan Korupsi"},
        {"name": "Wakil ORI (data contoh)", "institution": "Ombudsman Republik Indonesia"},
        {"name": "Wakil masyarakat (data contoh)", "institution": "Organisasi kemasyarakatan"},
    ]


def keep_charter(cast: Cast, candidate: Candidate) -> evidence.Evidence:
    charter = files.pdf(
        "Piagam pencanangan Dit. Ormas 2019",
        "Piagam Pencanangan Pembangunan Zona Integritas",
        [
            "Direktorat Organisasi Kemasyarakatan menuju WBK dan WBBM.",
            f"Jakarta, 30 April 2019, {PLACE}.",
            "Naskah ini bukan salinan piagam asli.",
        ],
    )
    kept = evidence.upload(
        unit=candidate.unit,
        files=[charter],
        by=cast["analis.ormas"],
        effective_from=DAY,
        is_sample=True,
    )
    return kept[0]
