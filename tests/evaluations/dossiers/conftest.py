"""A sheet with two proofs, and the bureau that asks for its dossier."""

from __future__ import annotations

import pytest

from evaluations.assessments.models import Assessment
from evaluations.dossiers import tasks
from evaluations.dossiers.models import Dossier
from reformasi.evidence.actions import upload_to
from reformasi.organisation.roles import Role
from tests.documents.conftest import printed_blank
from tests.evaluations.assessments.factories import answer_of, make_assessment
from tests.evidence.files import pdf

__all__ = ["printed_blank"]
CODE, LATER = "A.1.1.a", "A.1.1.b"


@pytest.fixture
def sheet(unit, member_of) -> Assessment:
    lead = member_of(unit, Role.KETUA_TIM)
    assessment = make_assessment(unit, lead, code="rb-2014")
    upload_to(owner=answer_of(assessment, CODE), files=[pdf("SK Tim.pdf")], by=lead)
    upload_to(owner=answer_of(assessment, LATER), files=[pdf("../notulen.pdf")], by=lead)
    return assessment


def produced(dossier: Dossier, task_id: str = "tugas-1") -> Dossier:
    """``dossier`` after a worker's turn, in this process."""
    tasks.produce(dossier.pk, task_id)
    dossier.refresh_from_db()
    return dossier
