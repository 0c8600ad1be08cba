"""The rows of the apps that the ministry works in: dashboards, letters, programs, zones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.house.access_rows import (
    ACCOUNTS,
    DOCUMENTS,
    EVIDENCE,
    FORM,
    LETTERS,
    ORGANISATION,
    OWNERS,
    POST,
    SHEETS,
    UI,
    Ask,
    Case,
    Row,
    about,
    attaching,
    holds,
    letter_seen,
    of,
    pages,
    reaches,
    subject_tables,
)


def moves(
    name: str, args: Callable[..., Callable[[Case], list[Any]]], see: Ask, perms: dict[str, str]
) -> list[Row]:
    """A row for each verb of a workflow, with its permission."""
    return [
        row
        for verb, perm in perms.items()
        for row in about(name, args(verb), see, reaches(perm), POST)
    ]


# A dashboard of another role is no page of theirs: it is not there.
DASHBOARDS = [
    Row("dashboards:home"),
    *[
        Row(f"dashboards:{slug}", see=holds(f"dashboards.view_{slug.replace('-', '_')}"))
        for slug in ("pegawai", "ketua-tim", "biro", "pimpinan", "admin")
    ],
]

CHANGE_LETTER = reaches("evaluations.change_ministerialletter")
VIEW_FOLLOW_UP = reaches("evaluations.view_followup")
EVALUATIONS = [
    *pages("evaluations:letters evaluations:follow_ups"),
    *pages("evaluations:letter_add", holds("evaluations.add_ministerialletter"), FORM),
    *about("evaluations:letter", of("letter"), letter_seen, at=LETTERS),
    *about(
        "evaluations:letter_edit evaluations:components evaluations:finding_add",
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
        holds("evaluations.view_ministerialletter"),
        LETTERS,
    ),
    *about("evaluations:finding_edit", of("letter", 1), letter_seen, CHANGE_LETTER, FORM, LETTERS),
    # Every letter seen here went to a unit of theirs or above; for their own part of it they act.
    *about(
        "evaluations:follow_up_add",
        of("recommendation"),
        letter_seen,
        holds("evaluations.add_followup"),
        FORM,
        LETTERS,
    ),
    *about(
        "evaluations:report",
        of("letter"),
        letter_seen,
        holds("documents.add_documentrequest"),
        POST,
        LETTERS,
        data=lambda case: {"unit": case.place.asked_for.pk},
    ),
    *about("evaluations:follow_up", of("follow_up"), VIEW_FOLLOW_UP),
    *about(
        "evaluations:follow_up_edit",
        of("follow_up"),
        VIEW_FOLLOW_UP,
        reaches("evaluations.change_followup"),
        FORM,
    ),
    *moves(
        "evaluations:follow_up_move",
        lambda verb: of("follow_up", verb),
        VIEW_FOLLOW_UP,
        {verb: f"evaluations.{verb}_followup" for verb in ("report", "verify", "return")},
    ),
]

VIEW_PLAN = reaches("programs.view_actionplan")
VIEW_ACTIVITY = reaches("programs.view_activity")
CHANGE_ACTIVITY = reaches("programs.change_activity")
VERBS = ("submit", "approve", "return", "revise")
PLANS = [
    *pages("programs:areas", holds("programs.view_reformarea")),
    *pages("programs:plans"),
    Row(
        "sheets:export",
        lambda case: ["rencana-aksi", "csv"],
        may=holds("programs.export_actionplan"),
    ),
    *pages("programs:plan_add", holds("programs.add_actionplan"), FORM),
    *about("programs:plan", of("plan"), VIEW_PLAN),
    *about(
        "programs:plan_edit", of("plan"), VIEW_PLAN, reaches("programs.change_actionplan"), FORM
    ),
    *about(
        "programs:plan_delete", of("plan"), VIEW_PLAN, reaches("programs.delete_actionplan"), FORM
    ),
    *about("programs:progress", of("plan"), VIEW_PLAN, reaches("programs.report_actionplan"), FORM),
    *moves(
        "programs:plan_move",
        lambda verb: of("plan", verb),
        VIEW_PLAN,
        {verb: f"programs.{verb}_actionplan" for verb in VERBS},
    ),
]
ACTIVITIES = [
    *pages("programs:activities"),
    Row("sheets:export", lambda case: ["kegiatan", "xlsx"], may=holds("programs.export_activity")),
    *pages("programs:waiting", holds("programs.approve_activity")),
    *pages("programs:activity_add", holds("programs.add_activity"), FORM),
    *pages("programs:activity_autosave_new", holds("programs.add_activity"), POST),
    *about("programs:activity programs:attendance", of("activity"), VIEW_ACTIVITY),
    *about(
        "programs:activity_edit programs:programme programs:attendee_add",
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
        holds("programs.export_activity"),
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
        of("activity"),
        VIEW_ACTIVITY,
        reaches("programs.delete_activity"),
        FORM,
    ),
    *moves(
        "programs:activity_move",
        lambda verb: of("waiting", verb),
        VIEW_ACTIVITY,
        {verb: f"programs.{verb}_activity" for verb in VERBS},
    ),
]

VIEW_ZONE = reaches("zona_integritas.view_candidate")
VIEW_MILESTONE = reaches("zona_integritas.view_milestone")
ZONES = [
    *pages("zona_integritas:candidates zona_integritas:milestones"),
    *pages("zona_integritas:candidate_add", holds("zona_integritas.add_candidate"), FORM),
    *about("zona_integritas:candidate", of("candidate"), VIEW_ZONE),
    *about(
        "zona_integritas:candidate_edit",
        of("candidate"),
        VIEW_ZONE,
        reaches("zona_integritas.change_candidate"),
        FORM,
    ),
    *about(
        "zona_integritas:declaration",
        of("candidate"),
        reaches("zona_integritas.view_declaration"),
    ),
    *about(
        "zona_integritas:declaration_edit",
        of("candidate"),
        VIEW_ZONE,
        reaches("zona_integritas.change_declaration"),
        FORM,
    ),
    *about(
        "zona_integritas:declaration_edit",
        of("undeclared"),
        VIEW_ZONE,
        reaches("zona_integritas.add_declaration"),
        FORM,
    ),
    *about("zona_integritas:milestone", of("milestone"), VIEW_MILESTONE),
    *about(
        "zona_integritas:milestone_edit",
        of("milestone"),
        VIEW_MILESTONE,
        reaches("zona_integritas.change_milestone"),
        FORM,
    ),
    *moves(
        "zona_integritas:milestone_move",
        lambda verb: of("milestone", verb),
        VIEW_MILESTONE,
        {verb: f"zona_integritas.{verb}_milestone" for verb in ("submit", "approve", "return")},
    ),
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
    *EVALUATIONS,
    *PLANS,
    *ACTIVITIES,
    *ZONES,
]
