"""The rows of the apps that the ministry works in: dashboards, letters, programs, zones."""

from __future__ import annotations

from evaluations.instruments.permissions import InstrumentPerm
from evaluations.letters.permissions import LetterPerm
from programs.permissions import ProgramPerm
from reformasi.documents.permissions import DocumentPerm
from tests.house.access_document_rows import DOCUMENTS
from tests.house.access_ground_rows import (
    ACCOUNTS,
    EVIDENCE,
    ORGANISATION,
    OWNERS,
    SHEETS,
    UI,
    attaching,
    subject_tables,
)
from tests.house.access_rows import (
    FORM,
    LETTERS,
    POST,
    Row,
    about,
    holds,
    letter_seen,
    moves,
    of,
    pages,
    reaches,
)
from tests.house.access_sheet_rows import ASSESSMENTS, DOSSIERS
from zona_integritas.permissions import ZonaIntegritasPerm

# A dashboard of another role is no page of theirs: it is not there.
#: Verb of a move -> verb of the permission that it asks for.
ASKS = {
    "submit": "submit",
    "approve": "approve",
    "return": "return",
    "withdraw": "submit",
    "reopen": "approve",
}

DASHBOARDS = [
    Row("dashboards:home"),
    *[
        Row(f"dashboards:{slug}", see=holds(f"dashboards.view_{slug.replace('-', '_')}"))
        for slug in ("pegawai", "ketua-tim", "biro", "pimpinan", "admin")
    ],
]

CHANGE_LETTER = reaches(LetterPerm.CHANGE_MINISTERIAL_LETTER)
VIEW_FOLLOW_UP = reaches(LetterPerm.VIEW_FOLLOW_UP)
VIEW_INSTRUMENT = holds(InstrumentPerm.VIEW_INSTRUMENT)
EVALUATIONS = [
    *pages("evaluations:instruments", VIEW_INSTRUMENT),
    Row("evaluations:instrument", lambda case: ["zi-2021"], may=VIEW_INSTRUMENT),
    Row(
        "evaluations:instrument_changes",
        lambda case: ["zi-2014", "zi-2021"],
        may=VIEW_INSTRUMENT,
    ),
    *pages("evaluations:letters evaluations:follow_ups evaluations:recommendations"),
    *pages("evaluations:letter_create", holds(LetterPerm.ADD_MINISTERIAL_LETTER), FORM),
    *about("evaluations:letter", of("letter"), letter_seen, at=LETTERS),
    *about(
        "evaluations:letter_change evaluations:components evaluations:finding_create",
        of("letter"),
        letter_seen,
        CHANGE_LETTER,
        FORM,
        LETTERS,
    ),
    *subject_tables(
        "komponen-surat",
        "letter",
        letter_seen,
        CHANGE_LETTER,
        holds(LetterPerm.VIEW_MINISTERIAL_LETTER),
        LETTERS,
    ),
    *about(
        "evaluations:finding_change", of("letter", 1), letter_seen, CHANGE_LETTER, FORM, LETTERS
    ),
    # Every letter seen here went to a unit of theirs or above; for their own part of it they act.
    *about(
        "evaluations:follow_up_create",
        of("recommendation"),
        letter_seen,
        holds(LetterPerm.ADD_FOLLOW_UP),
        FORM,
        LETTERS,
    ),
    *about(
        "evaluations:report",
        of("letter"),
        letter_seen,
        holds(DocumentPerm.ADD_DOCUMENT_REQUEST),
        POST,
        LETTERS,
        data=lambda case: {"unit": case.place.asked_for.code},
    ),
    *about("evaluations:follow_up", of("follow_up"), VIEW_FOLLOW_UP),
    *about(
        "evaluations:follow_up_change",
        of("follow_up"),
        VIEW_FOLLOW_UP,
        reaches(LetterPerm.CHANGE_FOLLOW_UP),
        FORM,
    ),
    *[
        row
        for name, perm in {
            "evaluations:task_change": LetterPerm.SET_TASK,
            "evaluations:follow_up_delete": LetterPerm.DELETE_FOLLOW_UP,
            "evaluations:follow_up_excuse": LetterPerm.APPROVE_FOLLOW_UP,
            "evaluations:follow_up_record": LetterPerm.APPROVE_FOLLOW_UP,
            "evaluations:time_request_create": LetterPerm.ADD_TIME_REQUEST,
        }.items()
        for row in about(name, of("follow_up"), VIEW_FOLLOW_UP, reaches(perm), FORM)
    ],
    *moves(
        "evaluations:time_request_move",
        lambda verb: of("time_request", verb),
        VIEW_FOLLOW_UP,
        dict.fromkeys(("grant", "decline"), LetterPerm.GRANT_TIME_REQUEST)
        | {"withdraw": LetterPerm.ADD_TIME_REQUEST},
    ),
    *moves(
        "evaluations:follow_up_move",
        lambda verb: of("follow_up", verb),
        VIEW_FOLLOW_UP,
        {verb: f"evaluations.{asked}_followup" for verb, asked in ASKS.items()},
    ),
]

VIEW_PLAN = reaches(ProgramPerm.VIEW_ACTION_PLAN)
VIEW_ACTIVITY = reaches(ProgramPerm.VIEW_ACTIVITY)
CHANGE_ACTIVITY = reaches(ProgramPerm.CHANGE_ACTIVITY)
PLANS = [
    *pages("programs:areas", holds(ProgramPerm.VIEW_REFORM_AREA)),
    *pages("programs:plans"),
    Row(
        "sheets:export",
        lambda case: ["rencana-aksi", "csv"],
        may=holds(ProgramPerm.EXPORT_ACTION_PLAN),
    ),
    *pages("programs:plan_create", holds(ProgramPerm.ADD_ACTION_PLAN), FORM),
    *about("programs:plan", of("plan"), VIEW_PLAN),
    *about(
        "programs:plan_change", of("plan"), VIEW_PLAN, reaches(ProgramPerm.CHANGE_ACTION_PLAN), FORM
    ),
    *about(
        "programs:plan_delete", of("plan"), VIEW_PLAN, reaches(ProgramPerm.DELETE_ACTION_PLAN), FORM
    ),
    *moves(
        "programs:plan_move",
        lambda verb: of("plan", verb),
        VIEW_PLAN,
        {verb: f"programs.{asked}_actionplan" for verb, asked in ASKS.items()},
    ),
]
VIEW_ACHIEVEMENT = reaches(ProgramPerm.VIEW_ACHIEVEMENT)
ACHIEVEMENTS = [
    *pages("programs:achievements"),
    Row(
        "sheets:export", lambda case: ["capaian", "csv"], may=holds(ProgramPerm.EXPORT_ACHIEVEMENT)
    ),
    *about(
        "programs:achievement_create",
        of("approved_plan", 2),
        VIEW_PLAN,
        reaches(ProgramPerm.ADD_ACHIEVEMENT),
        FORM,
    ),
    *about("programs:achievement", of("achievement"), VIEW_ACHIEVEMENT),
    *about(
        "programs:achievement_change",
        of("achievement"),
        VIEW_ACHIEVEMENT,
        reaches(ProgramPerm.CHANGE_ACHIEVEMENT),
        FORM,
    ),
    *about(
        "programs:achievement_delete",
        of("achievement"),
        VIEW_ACHIEVEMENT,
        reaches(ProgramPerm.DELETE_ACHIEVEMENT),
        FORM,
    ),
    *moves(
        "programs:achievement_move",
        lambda verb: of("achievement", verb),
        VIEW_ACHIEVEMENT,
        {verb: f"programs.{asked}_achievement" for verb, asked in ASKS.items()},
    ),
]
ACTIVITIES = [
    *pages("programs:activities"),
    Row("sheets:export", lambda case: ["kegiatan", "xlsx"], may=holds(ProgramPerm.EXPORT_ACTIVITY)),
    *pages("programs:waiting", holds(ProgramPerm.APPROVE_ACTIVITY)),
    *pages("programs:activity_create", holds(ProgramPerm.ADD_ACTIVITY), FORM),
    *pages("programs:activity_autosave_new", holds(ProgramPerm.ADD_ACTIVITY), POST),
    *about("programs:activity programs:attendance", of("activity"), VIEW_ACTIVITY),
    *about(
        "programs:activity_change programs:programme programs:attendee_add",
        of("activity"),
        VIEW_ACTIVITY,
        CHANGE_ACTIVITY,
        FORM,
    ),
    *about("programs:activity_autosave", of("activity"), VIEW_ACTIVITY, CHANGE_ACTIVITY, POST),
    *subject_tables(
        "daftar-hadir",
        "activity",
        VIEW_ACTIVITY,
        CHANGE_ACTIVITY,
        holds(ProgramPerm.EXPORT_ACTIVITY),
    ),
    *about(
        "programs:attendee programs:attendee_remove",
        lambda case: [case.place.activity.pk, case.place.attendee.pk],
        VIEW_ACTIVITY,
        CHANGE_ACTIVITY,
        FORM,
    ),
    *about(
        "programs:activity_delete",
        of("draft"),
        VIEW_ACTIVITY,
        reaches(ProgramPerm.DELETE_ACTIVITY),
        FORM,
    ),
    *moves(
        "programs:activity_move",
        lambda verb: of("waiting", verb),
        VIEW_ACTIVITY,
        {verb: f"programs.{asked}_activity" for verb, asked in ASKS.items()},
    ),
]

VIEW_ZONE = reaches(ZonaIntegritasPerm.VIEW_CANDIDATE)
VIEW_MILESTONE = reaches(ZonaIntegritasPerm.VIEW_MILESTONE)
RECORD = ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE
SUBMIT = ZonaIntegritasPerm.SUBMIT_MILESTONE
HANDED_OVER = ("submit", "withdraw", "return", "reopen")
ZONES = [
    *pages("zona_integritas:candidates zona_integritas:milestones"),
    *pages("zona_integritas:candidate_create", holds(ZonaIntegritasPerm.ADD_CANDIDATE), FORM),
    *about("zona_integritas:candidate", of("candidate"), VIEW_ZONE),
    *about(
        "zona_integritas:candidate_change",
        of("candidate"),
        VIEW_ZONE,
        reaches(ZonaIntegritasPerm.CHANGE_CANDIDATE),
        FORM,
    ),
    *about(
        "zona_integritas:declaration",
        of("candidate"),
        reaches(ZonaIntegritasPerm.VIEW_DECLARATION),
    ),
    *about(
        "zona_integritas:declaration_change",
        of("candidate"),
        VIEW_ZONE,
        reaches(ZonaIntegritasPerm.CHANGE_DECLARATION),
        FORM,
    ),
    *about(
        "zona_integritas:declaration_change",
        of("undeclared"),
        VIEW_ZONE,
        reaches(ZonaIntegritasPerm.ADD_DECLARATION),
        FORM,
    ),
    *about("zona_integritas:milestone", of("milestone"), VIEW_MILESTONE),
    *about(
        "zona_integritas:milestone_change",
        of("milestone"),
        VIEW_MILESTONE,
        reaches(ZonaIntegritasPerm.CHANGE_MILESTONE),
        FORM,
    ),
    *moves(
        "zona_integritas:milestone_move",
        lambda verb: of("milestone", verb),
        VIEW_MILESTONE,
        {verb: f"zona_integritas.{asked}_milestone" for verb, asked in ASKS.items()},
    ),
    # What another than the unit decides: its people hand over, the recorder does the rest.
    *moves(
        "zona_integritas:milestone_move",
        lambda verb: of("handed_over", verb),
        VIEW_MILESTONE,
        {verb: RECORD if verb in ("return", "reopen") else SUBMIT for verb in HANDED_OVER},
    ),
    *about(
        "zona_integritas:ruling_record", of("handed_over"), VIEW_MILESTONE, reaches(RECORD), FORM
    ),
    *about("zona_integritas:ruling_correct", of("ruled"), VIEW_MILESTONE, reaches(RECORD), FORM),
]

ROWS: list[Row] = [
    *ACCOUNTS,
    *UI,
    *ORGANISATION,
    *SHEETS,
    *EVIDENCE,
    *[row for kind, given in OWNERS.items() for row in attaching(kind, *given)],
    *DOCUMENTS,
    *DASHBOARDS,
    *ASSESSMENTS,
    *DOSSIERS,
    *EVALUATIONS,
    *PLANS,
    *ACHIEVEMENTS,
    *ACTIVITIES,
    *ZONES,
]
