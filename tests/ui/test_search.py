"""A search finds what contains the text, whatever the capitals; an index of trigrams helps it."""

import re
from random import Random

import pytest
from django.db import connection

from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.models import Unit, User
from reformasi.ui.search import containing
from tests.factories import UserFactory

LETTERS = "aAbBéÉ1 %_'\\-,"
SEARCHES = {
    "activities": (Activity, "programs_activity_words"),
    "plans": (ActionPlan, "programs_plan_words"),
    "units": (Unit, "organisation_unit_words"),
    "letters": (MinisterialLetter, "evaluations_letter_words"),
    "recommendations": (Recommendation, "evaluations_recommendation_txt"),
}


def begins_a_word(text: str, name: str) -> bool:
    return name.startswith(text) or f" {text}" in name


def expected(text: str, names: dict[int, str]) -> set[int]:
    text = text.strip().upper()
    whole = re.search(r"[^\W_]{3}", text)
    if not re.search(r"[^\W_]", text):
        return set()
    return {
        pk
        for pk, name in names.items()
        if (text in name.upper() if whole else begins_a_word(text, name.upper()))
    }


def test_it_finds_what_contains_the_text_and_nothing_else(db):
    random = Random(3)
    made = [
        UserFactory(name="".join(random.choices(LETTERS, k=random.randint(3, 12))))
        for _each in range(60)
    ]
    names = {person.pk: person.name for person in made}
    for _each in range(400):
        name = random.choice(made).name
        begin = random.randrange(len(name))
        part = name[begin : begin + random.randint(1, 5)]
        text = random.choice((part, part.swapcase(), "".join(random.choices(LETTERS, k=3))))
        rows = User.objects.filter(containing(text, "name"))
        assert set(rows.values_list("pk", flat=True)) == expected(text, names), repr(text)


def plan_of(rows) -> str:
    """How the database would answer if it could not read whole tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        return rows.order_by().explain()


@pytest.mark.parametrize("text", ["rapat", "ra", "r"])
@pytest.mark.parametrize(("model", "index"), SEARCHES.values(), ids=SEARCHES)
def test_an_index_knows_the_expressions_of_each_search(model, index, text, db):
    assert index in plan_of(model.objects.matching(text))


def test_an_index_knows_people_and_documents(db):
    assert "organisation_user_words" in plan_of(User.objects.named("siti"))
    assert "documents_request_words" in plan_of(DocumentRequest.objects.mentioning("LHE"))
    by_part = User.objects.named("1980", by_nip_part=User.objects.all())
    assert "organisation_user_nip_parts" in plan_of(by_part)
