"""Evidence does not slip away between the check of a report and its submission."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from evaluations.follow_ups.models import FollowUpEvidence
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Role
from reformasi.workflow.versions import lock
from tests.evaluations.factories import make_follow_up, make_letter
from tests.evidence.files import pdf
from tests.factories import make_unit


@pytest.mark.django_db(transaction=True)
def test_evidence_cannot_be_detached_while_its_owner_is_being_submitted(member_of):
    unit = make_unit("direktorat")
    clerk = member_of(unit, Role.PEGAWAI)
    follow_up = make_follow_up(make_letter(unit), unit)
    [proof] = evidence.upload(unit=unit, files=[pdf()], by=clerk)
    attachment = evidence.attach(owner=follow_up, evidence=proof, by=clerk)

    def detach_without_waiting_long() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            evidence.detach(attachment=attachment, by=clerk)
        finally:
            connection.close()

    with transaction.atomic():
        lock(follow_up)  # what submitting does first
        with (
            ThreadPoolExecutor(1) as other,
            pytest.raises(OperationalError, match="lock timeout"),
        ):
            other.submit(detach_without_waiting_long).result()

    assert FollowUpEvidence.objects.filter(owner=follow_up).exists()
