"""A small ministry with one of everything in three units, and a person for every role.

Everybody serves in the directorate: what is theirs, what is below them and what is next door
are then three different things. Titles carry ``secret(unit)``, so that a leak can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from evaluations.assessments.models import AssessmentLayer
from evaluations.dossiers.models import Dossier
from evaluations.dossiers.workflow import Status as DossierStatus
from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.documents import EVALUATION_REPORT
from evaluations.follow_ups.windows import FOLLOW_UP
from programs.activities.models import ActivityKind
from programs.events import actions as programs
from reformasi.documents.actions import request_document, sign
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.permissions import DocumentPerm
from reformasi.documents.workflow import Status, Step
from reformasi.evidence import actions as library
from reformasi.evidence.models import Evidence
from reformasi.organisation.models import PeriodKind, Unit, User
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import GRANTS
from reformasi.organisation.sharing import share
from reformasi.sheets.models import ExportJob
from reformasi.sheets.workflow import Format
from reformasi.sheets.workflow import Status as SheetStatus
from reformasi.ui import charts
from tests.evaluations.assessments import factories as filled
from tests.evaluations.factories import make_follow_up, make_letter
from tests.evidence.files import pdf
from tests.factories import MembershipFactory, PeriodFactory, UserFactory, make_unit
from tests.programs.factories import (
    approved_plan,
    make_achievement,
    make_activity,
    make_plan,
    submitted_activity,
)
from tests.zona_integritas.factories import (
    make_candidate,
    make_declaration,
    make_ruling,
    step_of,
    submitted,
)

OWN, BELOW, ASIDE = "unit sendiri", "unit di bawah", "unit tetangga"
#: A letter of the ministry to the directorate-general, and its scan.
FROM_ABOVE = "surat dari atas"
#: The neighbour's proof and report, which were shared with everybody one by one.
SHARED = "dibagikan"

ANONYMOUS, NO_ROLE, FORMER = "tanpa login", "tanpa peran", "mantan ketua tim"
#: Whose question it is -> the role, and the code of the unit in which they hold it.
HOLDERS: dict[str, tuple[Role | None, str]] = {
    **{role.value: (role, "direktorat") for role in Role},
    "biro kementerian": (Role.BIRO, "kementerian"),
    "admin kementerian": (Role.ADMIN, "kementerian"),
    NO_ROLE: (None, ""),
    FORMER: (None, ""),
    ANONYMOUS: (None, ""),
}


HANDLER = ClientHandler(
    enforce_csrf_checks=False
)  # one for all: the middleware is then set up once


@dataclass
class Asker:
    """Somebody in front of a browser. ``home``: the path of the unit of their role."""

    label: str
    role: Role | None
    home: str
    user: User | None
    client: Client = field(default_factory=Client)
    key: Authenticator | None = None

    def reaches(self, perm: str, path: str) -> bool:
        """The one rule: the role holds the permission, in its unit and everything below."""
        return self.role in GRANTS[perm] and path.startswith(self.home)

    def holds(self, perm: str) -> bool:
        return self.role in GRANTS[perm]


@dataclass
class World:
    places: dict[str, SimpleNamespace]
    askers: dict[str, Asker]
    things: SimpleNamespace


def secret(unit: Unit) -> str:
    """A word that stands in every title of this unit, and nowhere else."""
    return f"rahasia-{unit.code}"


def build() -> World:
    ministry = make_unit("kementerian", name="Kementerian", kind="ministry", echelon="")
    ditjen = make_unit("ditjen", ministry, kind="directorate_general", echelon="I")
    unit = make_unit("direktorat", ditjen)
    below = make_unit("subdit", unit, kind="subdirectorate", echelon="III")
    aside = make_unit("tetangga", ditjen)
    author = MembershipFactory(unit=ministry, user=UserFactory(name="Penulis")).user
    units = {each.code: each for each in (ministry, ditjen, unit, below, aside)}
    askers = {label: make_asker(label, units) for label in HOLDERS}
    readers = [asker.user for asker in askers.values() if asker.user]
    places = {
        OWN: make_place(unit, author),
        BELOW: make_place(below, author),
        ASIDE: make_place(aside, author),
        FROM_ABOVE: make_letter_from_above(ministry, ditjen, unit, author),
    }
    places[SHARED] = make_shared(places[ASIDE], author, readers)
    return World(places, askers, make_things(places[OWN], author))


def make_asker(label: str, units: dict[str, Unit]) -> Asker:
    role, code = HOLDERS[label]
    if label == ANONYMOUS:
        return Asker(label, None, "", None)
    user = UserFactory(name=f"Penanya {label}")
    if role:
        MembershipFactory(user=user, unit=units[code], role=role)
    if label == FORMER:
        ended = {"role": Role.KETUA_TIM, "valid_to": date(2021, 12, 31)}
        MembershipFactory(user=user, unit=units["direktorat"], **ended)
    asker = Asker(label, role, units[code].path if role else "", user, key=with_factors(user))
    asker.client.handler = HANDLER
    asker.client.force_login(user, backend="reformasi.accounts.backends.LoginBackend")
    response = asker.client.post(
        reverse("account_reauthenticate"), {"password": "Rahasia-sekali-1"}
    )  # the pages of the second factor want a fresh password
    assert response.status_code == 302, f"{label} could not reauthenticate"
    return asker


def with_factors(user: User) -> Authenticator:
    """Every factor there is, so that each page about them has something to show."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return WebAuthn.add(user, "Kunci", passkey()).instance


def passkey() -> dict[str, Any]:
    """What a browser says when it has made a passkey."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(bytes(16), b"kunci", public)
    data = AuthenticatorData.create(bytes(32), 0x41, 0, made)  # user present, key attested
    origin = {"type": "webauthn.create", "challenge": bytes(32), "origin": "http://testserver"}
    response = AuthenticatorAttestationResponse(
        client_data=CollectedClientData.create(**origin),
        attestation_object=AttestationObject.create("none", data, {}),
    )
    return dict(RegistrationResponse(raw_id=b"kunci", response=response))


def make_place(unit: Unit, author: User) -> SimpleNamespace:
    """One of everything in ``unit``."""
    word = secret(unit)
    person = UserFactory(name=f"Orang {word}")
    soon = timezone.localdate() + timedelta(days=10)
    activity = make_activity(
        unit, author, evidence=False, title=f"Acara {word}", kind=ActivityKind.SOSIALISASI
    )
    programs.add_attendee(event=activity.event, by=author, name=f"Peserta {word}")
    candidate = make_candidate(unit, author, note=f"Catatan {word}")
    letter = make_letter(unit, subject=f"Hal {word}")
    follow_up = make_follow_up(letter, unit, action=f"Aksi {word}")
    of_2014 = [make_candidate(unit, author, instrument="zi-2014", year=y) for y in (2018, 2019)]
    handed_over, ruled = (submitted(step_of(one, "Z14-01"), author) for one in of_2014)
    ruling = make_ruling(ruled)
    lead = MembershipFactory(unit=unit, role=Role.KETUA_TIM).user
    plan = approved_plan(unit, author, lead, title=f"Rencana yang disetujui {word}")
    place = SimpleNamespace(
        unit=unit,
        asked_for=unit,  # whose report the letter's page asks for
        person=person,
        membership=MembershipFactory(user=person, unit=unit, valid_to=soon),
        activity=activity,
        attendee=activity.event.attendance.get(),
        draft=make_activity(unit, author, evidence=False, title=f"Draf {word}"),
        waiting=submitted_activity(
            unit, author, title=f"Menunggu {word}", date=timezone.localdate()
        ),
        plan=make_plan(unit, author, title=f"Rencana {word}"),
        approved_plan=plan,
        achievement=make_achievement(plan, author, evidence=False),
        candidate=candidate,
        undeclared=make_candidate(unit, author, target="WBBM"),
        declaration=make_declaration(candidate, author, place=f"Aula {word}"),
        handed_over=handed_over,
        ruled=ruled,
        letter=letter,
        finding=letter.findings.get(),
        recommendation=follow_up.recommendation,
        follow_up=follow_up,
        time_request=follow_ups.create_time_request(
            follow_up=follow_up, due=date(2999, 1, 1), reason="Menunggu anggaran", by=author
        ),
        document=make_document(letter, unit),
    )
    place.assessment = filled.make_assessment(unit, author, code="rb-2014")
    place.sheet_layer = place.assessment.own
    place.question = filled.answer_of(place.assessment, "A.1.1.a")
    place.dossier = make_dossier(place.sheet_layer, UserFactory())
    charter = attached(place.declaration, author, word)
    waits = make_candidate(unit, author, year=2023, note=f"Catatan {word}")  # nothing declared yet
    place.milestone = submitted(step_of(waits, "ZI-01"), author)
    place.attachments = {
        "programs.achievementevidence": attached(place.achievement, author, word),
        "programs.activityevidence": attached(activity, author, word),
        "evaluations.letterevidence": attached(letter, author, word),
        "evaluations.followupevidence": attached(follow_up, author, word),
        "evaluations.answerevidence": attached(place.question, author, word),
        "zona_integritas.declarationevidence": charter,
        "zona_integritas.rulingevidence": ruling.attachments.get(),
        "zona_integritas.milestoneevidence": place.milestone.attachments.get(),
    }
    place.evidence, place.grant = make_evidence(unit, author, f"Bukti {word}")
    place.document_grant = share(
        obj=place.document,
        perm=DocumentPerm.VIEW_DOCUMENT_REQUEST,
        user=UserFactory(),
        **shared_until(author),
    )
    return place


def attached(owner: Any, author: User, word: str) -> Any:
    library.upload_to(owner=owner, files=[pdf(f"lampiran-{word}.pdf")], by=author)
    return owner.attachments.get()


def make_evidence(unit: Unit, author: User, title: str) -> tuple[Evidence, Any]:
    """A proof in the library of ``unit``, shared with one person who never asks."""
    [evidence] = library.upload(unit=unit, files=[pdf()], by=author, title=title)
    library.share(evidence=evidence, user=UserFactory(), **shared_until(author))
    return evidence, evidence.grants.get()


def make_document(letter: Any, unit: Unit) -> DocumentRequest:
    """A finished draft, as the worker leaves it; its bytes do not matter here."""
    document = request_document(
        kind=EVALUATION_REPORT, subject=letter, unit=unit, by=None, announce=False
    )
    return printed(document)


def printed(document: DocumentRequest) -> DocumentRequest:
    DocumentRequest.objects.filter(pk=document.pk).update(
        status=Status.DONE, progress_step=Step.FINISHED
    )
    DocumentEdition.objects.create(
        document=document,
        number=document.edition,
        file=ContentFile(b"%PDF-1.7", name="laporan.pdf"),
        sha256=f"{document.pk:063d}{document.edition}",
        size=8,
        pages=1,
    )
    document.refresh_from_db()
    return document


def make_letter_from_above(
    ministry: Unit, ditjen: Unit, unit: Unit, author: User
) -> SimpleNamespace:
    letter = make_letter(ministry, addressees=[ditjen], number="100/SJ", subject="Hal bersama")
    make_follow_up(letter, ministry, action=f"Aksi {secret(ministry)}")
    attachment = attached(letter, author, "bersama")
    library.share(evidence=attachment.evidence, user=UserFactory(), **shared_until(author))
    return SimpleNamespace(
        unit=ministry,
        asked_for=unit,
        letter=letter,
        finding=letter.findings.get(),
        recommendation=letter.findings.get().recommendations.get(),
        attachments={"evaluations.letterevidence": attachment},
        evidence=attachment.evidence,
        grant=attachment.evidence.grants.get(),
    )


def make_shared(aside: SimpleNamespace, author: User, readers: list[User]) -> SimpleNamespace:
    evidence, grant = make_evidence(aside.unit, author, "Bukti yang dibagikan")
    letter = make_letter(aside.unit, number="200/SJ", subject="Hal yang dibagikan")
    document = make_document(letter, aside.unit)
    for reader in readers:
        library.share(evidence=evidence, user=reader, **shared_until(author))
        perm = DocumentPerm.VIEW_DOCUMENT_REQUEST
        share(obj=document, perm=perm, user=reader, **shared_until(author))
    return SimpleNamespace(
        unit=aside.unit,
        evidence=evidence,
        grant=grant,
        document=document,
        document_grant=document.grants.first(),
    )


def shared_until(author: User) -> dict[str, Any]:
    soon = timezone.localdate() + timedelta(days=10)
    return {"ends": soon, "reason": "Untuk dibaca bersama", "by": author}


def make_export(user: User) -> ExportJob:
    """A table that the worker has made for ``user``."""
    job = ExportJob(
        requested_by=user,
        table="orang",
        format=Format.CSV,
        language="id",
        status=SheetStatus.DONE,
        row_count=1,
        finished_at=timezone.now(),
    )
    job.file.save("orang.csv", ContentFile(b"nama\r\n"), save=False)
    job.save()
    return job


def make_dossier(layer: AssessmentLayer, user: User) -> Dossier:
    """A ZIP that the worker has made for ``user``; its bytes do not matter here."""
    dossier = Dossier(
        layer=layer,
        requested_by=user,
        content={"questions": [], "missing": 0},
        status=DossierStatus.DONE,
        expected=0,
        finished_at=timezone.now(),
    )
    dossier.file.save("bundel.zip", ContentFile(b"PK"), save=False)
    dossier.save()
    return dossier


def make_things(own: SimpleNamespace, author: User) -> SimpleNamespace:
    """What belongs to no unit."""
    letter = make_letter(own.unit, number="300/SJ")
    signer = MembershipFactory(unit=own.unit, role=Role.KETUA_TIM).user
    chart = charts.bar("Nilai", [("A", 1)], value="Nilai", label="Unit", alt="Satu batang.")
    chart.draw()
    window = PeriodFactory(kind=PeriodKind.STAGE, stage=FOLLOW_UP.code)
    return SimpleNamespace(
        signed=printed(sign(document=make_document(letter, own.unit), by=signer)),
        draft=own.document,
        chart=chart,
        window=window,
        roleless=UserFactory(name="Orang tanpa peran"),
        foreign_key=with_factors(UserFactory()),
        foreign_export=make_export(signer),
    )
