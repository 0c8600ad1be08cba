"""More forms pressed six times at the same moment: one is made, and all are answered alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.urls import reverse

from evaluations.instruments.models import Instrument
from programs.achievements.models import Achievement
from reformasi.evidence.models import Evidence
from reformasi.organisation.models import User
from reformasi.sending.tokens import new_token
from tests.programs.factories import approved_plan
from tests.sending.test_once import TIMES, at_once
from tests.zona_integritas.factories import make_candidate, rules_loaded
from zona_integritas.candidates.models import Candidate
from zona_integritas.declarations.models import Declaration

pytestmark = pytest.mark.django_db(transaction=True)
Form = tuple[User, str, dict[str, Any], type[Model]]


def candidate(unit, pegawai, ketua_tim) -> Form:
    rules_loaded()
    fields = {
        "unit": unit.code,
        "year": 2022,
        "target": "WBK",
        "instrument": Instrument.objects.get(code="zi-2021").pk,
    }
    return ketua_tim, reverse("zona_integritas:candidate_create"), fields, Candidate


def declaration(unit, pegawai, ketua_tim) -> Form:
    made = make_candidate(unit, ketua_tim)
    fields = {
        "held_on": "1/2/2022",
        "place": "Aula",
        "signed_by_title": "Direktur",
        "pacts_signed": 38,
        "staff_total": 40,
        "witnesses-TOTAL_FORMS": 1,
        "witnesses-INITIAL_FORMS": 0,
        "witnesses-0-name": "Sekretaris",
        "witnesses-0-institution": "Ombudsman",
    }
    address = reverse("zona_integritas:declaration_change", args=[made.pk])
    return ketua_tim, address, fields, Declaration


def upload(unit, pegawai, ketua_tim) -> Form:
    return pegawai, reverse("evidence:upload"), {"unit": unit.code, "files": a_file}, Evidence


def achievement(unit, pegawai, ketua_tim) -> Form:
    plan = approved_plan(unit, pegawai, ketua_tim)
    address = reverse("programs:achievement_create", args=[plan.pk, 1])
    return pegawai, address, {"value": "1", "note": "Tercapai"}, Achievement


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("catatan.txt", b"Notulen rapat")


@pytest.mark.parametrize("make", [candidate, declaration, upload, achievement])
def test_a_form_pressed_six_times_makes_it_once(
    make: Callable[..., Form], unit, pegawai, ketua_tim
):
    person, address, fields, model = make(unit, pegawai, ketua_tim)
    before, token = model._default_manager.count(), new_token(person.pk)

    def send(client, _number):
        values = {name: each() if callable(each) else each for name, each in fields.items()}
        return client.post(address, values | {"token": token})

    responses = at_once(person, send)

    assert [response.status_code for response in responses] == [302] * TIMES
    assert len({response.url for response in responses}) == 1
    assert model._default_manager.count() == before + 1
