"""Which row of the matrix each address of the ground floor has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evaluations.assessments.permissions import AssessmentPerm
from evaluations.letters.permissions import LetterPerm
from programs.permissions import ProgramPerm
from reformasi.audit.permissions import AuditPerm
from reformasi.evidence.permissions import EvidencePerm
from reformasi.organisation.offering import OFFERS
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.privacy.permissions import PrivacyPerm
from reformasi.sheets.models import ExportJob
from tests.house.access_rows import (
    FORM,
    LETTERS,
    NOWHERE,
    POST,
    UNITS,
    Ask,
    Case,
    Row,
    about,
    at_the_top,
    everybody,
    evidence_seen,
    holds,
    in_a_demo,
    letter_seen,
    nobody,
    of,
    own_key,
    pages,
    reaches,
    thing,
)
from tests.house.access_world import (
    SHARED,
    make_export,
)
from zona_integritas.permissions import ZonaIntegritasPerm

ACCOUNTS = [
    *pages("account_login account_reset_password", methods=FORM, public=True),
    *pages("account_logout", methods=FORM, public=True),
    *pages("account_inactive account_reset_password_done", public=True),
    *pages("account_reset_password_from_key_done mfa_authenticate", public=True),
    *pages("mfa_login_webauthn", methods=FORM, public=True),
    Row("account_reset_password_from_key", lambda case: ["1", "set-password"], public=True),
    *pages("account_reauthenticate account_change_password account_set_password", methods=FORM),
    *pages("mfa_index mfa_list_webauthn mfa_view_recovery_codes mfa_download_recovery_codes"),
    *pages("mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp", methods=FORM),
    *pages("mfa_generate_recovery_codes mfa_add_webauthn", methods=FORM),
    *pages("mfa_reauthenticate_webauthn usersessions_list", methods=FORM),
    *about("mfa_edit_webauthn mfa_remove_webauthn", own_key, everybody, methods=FORM, at=NOWHERE),
    *about(
        "mfa_edit_webauthn mfa_remove_webauthn",
        thing("foreign_key.pk"),
        nobody,
        methods=FORM,
        at=NOWHERE,
    ),
]

UI = [
    *pages("ui:health ui:favicon", public=True),
    *pages("ui:theme ui:language", methods=POST, public=True),
    *[Row(f"ui:{page}", see=in_a_demo) for page in ("gallery", "gallery_list", "gallery_form")],
    *pages("ui:day"),
    Row("ui:chart", thing("chart.key")),
]


CORRECT = reaches(PrivacyPerm.ADD_CORRECTION)


def sees_outsider(case: Case) -> bool:
    """Who corrects nowhere is told so; who corrects elsewhere does not find the row."""
    return CORRECT(case) or not holds(PrivacyPerm.ADD_CORRECTION)(case)


def attendee(case: Case) -> str:
    return f"row=programs.attendance:{case.place.attendee.pk}"


#: Offers that belong to a thing -> which.
OF_A_THING = {
    "anggota-tim": "assessment",
    "pelaksana": "recommendation",
    "penanggung-jawab-butir": "assessment",
    "penanggung-jawab-tugas": "follow_up",
    "sosialisasi": "candidate",
    "unit-laporan": "letter",
    "unit-pelaksana": "recommendation",
}


def searches() -> list[Row]:
    """A search finds what its form accepts from this person: of others' units nothing."""

    def search(name: str, thing: str = "") -> Row:
        def args(case: Case) -> list[Any]:
            return [name, getattr(case.place, thing).pk] if thing else [name]

        at = UNITS if thing else NOWHERE
        return Row("organisation:choices", args, at=at, query=lambda case: "q=rahasia")

    return [
        *[search(name) for name in sorted(OFFERS)],
        *[search(name, thing) for name, thing in OF_A_THING.items()],
        Row("organisation:choices", lambda case: ["tidak-ada"], nobody),
    ]


VIEW_UNIT = reaches(OrganisationPerm.VIEW_UNIT)
VIEW_PERSON = reaches(OrganisationPerm.VIEW_MEMBERSHIP)
ORGANISATION = [
    *pages("accounts:own accounts:second_factor privacy:own privacy:own_download"),
    *pages("privacy:notice", public=True),
    *pages("privacy:register", holds(PrivacyPerm.VIEW_REGISTER)),
    *pages("privacy:separations", holds(PrivacyPerm.SEPARATE_USER)),
    *about(
        "privacy:separation_create",
        of("person"),
        VIEW_PERSON,
        reaches(PrivacyPerm.SEPARATE_USER),
        FORM,
    ),
    *pages("privacy:corrections", holds(PrivacyPerm.ADD_CORRECTION)),
    Row(
        "privacy:correction_create",
        see=sees_outsider,
        may=CORRECT,
        methods=FORM,
        at=UNITS,
        query=attendee,
    ),
    Row("privacy:outsider_download", see=sees_outsider, may=CORRECT, at=UNITS, query=attendee),
    # There is none: whoever reaches the person is tried in tests/privacy.
    *about(
        "privacy:separation_separate privacy:separation_withdraw",
        lambda case: [0],
        nobody,
        methods=POST,
        at=NOWHERE,
    ),
    *pages("organisation:units", holds(OrganisationPerm.VIEW_UNIT)),
    *about("organisation:unit organisation:unit_history", of("unit.code"), VIEW_UNIT),
    *about("organisation:unit_people", of("unit.code"), VIEW_UNIT, VIEW_PERSON),
    *about(
        "organisation:unit_create",
        of("unit.code"),
        VIEW_UNIT,
        reaches(OrganisationPerm.ADD_UNIT),
        FORM,
    ),
    *about(
        "organisation:unit_change organisation:unit_move organisation:unit_close",
        of("unit.code"),
        VIEW_UNIT,
        reaches(OrganisationPerm.CHANGE_UNIT),
        FORM,
    ),
    *pages("organisation:people", holds(OrganisationPerm.VIEW_USER)),
    *pages("organisation:refusals", holds(AuditPerm.VIEW_REFUSALS)),
    *pages("organisation:person_create", holds(OrganisationPerm.ADD_USER), FORM),
    *about("organisation:person organisation:person_history", of("person"), VIEW_PERSON),
    *about(
        "organisation:person_change",
        of("person"),
        VIEW_PERSON,
        reaches(OrganisationPerm.CHANGE_USER),
        FORM,
    ),
    *about(
        "organisation:membership_create",
        of("person"),
        VIEW_PERSON,
        holds(OrganisationPerm.ADD_MEMBERSHIP),
        FORM,
    ),
    *about(
        "organisation:membership_end",
        of("membership"),
        VIEW_PERSON,
        reaches(OrganisationPerm.CHANGE_MEMBERSHIP),
        FORM,
    ),
    # People without a role are seen by those who can give them one; oneself, by everybody.
    *about(
        "organisation:person organisation:person_history organisation:person_change "
        "organisation:membership_create",
        thing("roleless.pk"),
        holds(OrganisationPerm.ADD_USER),
        at=NOWHERE,
    ),
    *about(
        "organisation:person organisation:person_history",
        lambda case: [case.asker.user.pk if case.asker.user else 1],
        everybody,
        at=NOWHERE,
    ),
    *pages("organisation:periods", holds(OrganisationPerm.VIEW_PERIOD)),
    Row(
        "organisation:period_history",
        thing("window.pk"),
        may=holds(OrganisationPerm.VIEW_PERIOD),
    ),
    *pages("organisation:period_set", at_the_top(OrganisationPerm.CHANGE_PERIOD), FORM),
    Row(
        "organisation:period_reopen",
        thing("window.pk"),
        may=at_the_top(OrganisationPerm.CHANGE_PERIOD),
        methods=FORM,
    ),
    *pages("organisation:access", holds(OrganisationPerm.EXPLAIN_ACCESS)),
    *searches(),
]


def imported(name: str, perm: str) -> list[Row]:
    """The pages on which rows of a table of its own are brought in."""
    may = holds(perm)
    return [
        Row("sheets:import", lambda case: [name], may=may, methods=FORM),
        Row("sheets:preview", lambda case: [name, "tidak-ada"], may=may, methods=FORM),
        Row("sheets:template", lambda case: [name], may=may),
    ]


def subject_tables(
    name: str, path: str, see: Ask, change: Ask, export: Ask, at: tuple[str, ...] = UNITS
) -> list[Row]:
    """The pages of a table that belongs to an object."""

    def args(case: Case) -> list[Any]:
        return [name, *of(path)(case)]

    def preview_args(case: Case) -> list[Any]:
        return [*args(case), "tidak-ada"]

    return [
        Row("sheets:import", args, see, change, FORM, at),
        Row("sheets:preview", preview_args, see, change, FORM, at),
        Row("sheets:template", args, see, change, at=at),
        Row("sheets:export", lambda case: [*args(case), "csv"], see, export, at=at),
    ]


def own_export(case: Case) -> list[Any]:
    """The export of this person; others have none."""
    jobs = ExportJob.objects.filter(requested_by=case.asker.user)
    if case.asker.user is None:
        return thing("foreign_export.pk")(case)
    return [(jobs.first() or make_export(case.asker.user)).pk]


SHEETS = [
    *imported("orang", OrganisationPerm.ADD_USER),
    *imported("unit", OrganisationPerm.ADD_UNIT),
    Row("sheets:export", lambda case: ["orang", "csv"], may=holds(OrganisationPerm.VIEW_USER)),
    Row("sheets:export", lambda case: ["unit", "xlsx"], may=holds(OrganisationPerm.VIEW_UNIT)),
    # An export that the worker makes is there for whoever asked for it, and for nobody else.
    *[
        row
        for name in ("export_job", "export_progress", "export_download")
        for row in (
            Row(f"sheets:{name}", own_export),
            Row(f"sheets:{name}", thing("foreign_export.pk"), nobody),
        )
    ],
]

CHANGE_EVIDENCE = reaches(EvidencePerm.CHANGE_EVIDENCE)
SHARE_EVIDENCE = reaches(EvidencePerm.SHARE_EVIDENCE)
PROOFS = (*LETTERS, SHARED)
EVIDENCE = [
    *pages("evidence:library"),
    *pages("evidence:upload", holds(EvidencePerm.ADD_EVIDENCE), FORM),
    *about("evidence:detail evidence:history", of("evidence"), evidence_seen, at=PROOFS),
    *about("evidence:preview evidence:download", of("evidence", 1), evidence_seen, at=PROOFS),
    *about(
        "evidence:change evidence:add_version",
        of("evidence"),
        evidence_seen,
        CHANGE_EVIDENCE,
        FORM,
        PROOFS,
    ),
    *about("evidence:share", of("evidence"), evidence_seen, SHARE_EVIDENCE, FORM, PROOFS),
    *about(
        "evidence:end_share",
        lambda case: [case.place.evidence.pk, case.place.grant.pk],
        evidence_seen,
        SHARE_EVIDENCE,
        POST,
        PROOFS,
    ),
]

#: What evidence is attached to -> who sees that, who changes it, where it is.
OWNERS: dict[str, tuple[Ask, str, tuple[str, ...]]] = {
    "evaluations.answerevidence": (
        reaches(AssessmentPerm.VIEW_ANSWER), AssessmentPerm.CHANGE_ANSWER, UNITS,
    ),
    "evaluations.followupevidence": (
        reaches(LetterPerm.VIEW_FOLLOW_UP), LetterPerm.CHANGE_FOLLOW_UP, UNITS,
    ),
    "evaluations.letterevidence": (letter_seen, LetterPerm.CHANGE_MINISTERIAL_LETTER, LETTERS),
    "programs.achievementevidence": (
        reaches(ProgramPerm.VIEW_ACHIEVEMENT), ProgramPerm.CHANGE_ACHIEVEMENT, UNITS,
    ),
    "programs.activityevidence": (
        reaches(ProgramPerm.VIEW_ACTIVITY), ProgramPerm.CHANGE_ACTIVITY, UNITS,
    ),
    "zona_integritas.declarationevidence": (
        reaches(ZonaIntegritasPerm.VIEW_DECLARATION), ZonaIntegritasPerm.CHANGE_DECLARATION, UNITS,
    ),
    "zona_integritas.rulingevidence": (
        reaches(ZonaIntegritasPerm.VIEW_MILESTONE), ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE,
        UNITS,
    ),
    "zona_integritas.milestoneevidence": (
        reaches(ZonaIntegritasPerm.VIEW_MILESTONE), ZonaIntegritasPerm.CHANGE_MILESTONE, UNITS,
    ),
}  # fmt: skip


def attaching(kind: str, see: Ask, change: str, at: tuple[str, ...]) -> list[Row]:
    """Attaching asks for the right to change the owner; a new file, to keep the library too."""

    def owner(case: Case) -> list[Any]:
        return [kind, case.place.attachments[kind].owner_id]

    def attachment(case: Case) -> list[Any]:
        return [kind, case.place.attachments[kind].pk]

    def may_upload(case: Case) -> bool:
        return reaches(change)(case) and reaches(EvidencePerm.ADD_EVIDENCE)(case)

    return [
        Row("evidence:attach", owner, see, may_upload, FORM, at),
        Row("evidence:choose", owner, see, reaches(change), FORM, at),
        Row("evidence:detach", attachment, see, reaches(change), POST, at),
        Row("evidence:attachment", attachment, see, at=at),
        Row("evidence:change_pointer", attachment, see, reaches(change), POST, at),
        *waiving(kind, owner, see, change, at),
    ]


#: What asks for documents one by one -> who decides on it, and so lets one be absent.
LINES = {
    "programs.activityevidence": ProgramPerm.APPROVE_ACTIVITY,
    "zona_integritas.milestoneevidence": ZonaIntegritasPerm.APPROVE_MILESTONE,
}


def waiving(
    kind: str, owner: Callable[[Case], list[Any]], see: Ask, change: str, at: tuple[str, ...]
) -> list[Row]:
    """The unit says why a document is absent; whoever decides lets it be."""
    if kind not in LINES:
        return []

    def data(case: Case) -> dict[str, Any]:
        requirement = case.place.attachments[kind].attached_to.requirements[0]
        return {"requirement": requirement.key, "note": "Tidak ada"}

    decides = reaches(LINES[kind])
    return [
        Row("evidence:propose_waiver", owner, see, reaches(change), POST, at, data=data),
        Row("evidence:waive", owner, see, decides, POST, at, data=data),
    ]
