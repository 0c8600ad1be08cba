"""The three figures: what a row contributes, by the rules of its own room, and how that adds up.

A million rows never pass through Python, so these are statements of SQL; what they count is
compiled from the QuerySets that pages use. One rule is written a second time, that of a
recommendation (``outcome_of``, ``concerning``); a property test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import ExtractYear
from psycopg2 import sql

from evaluations.follow_ups.models import OUTCOMES, FollowUp
from evaluations.follow_ups.workflow import Outcome, Status, Verdict
from evaluations.letters.models import MinisterialLetter
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from programs.plans.quarters import QUARTERS
from reformasi.organisation.models import Unit
from reformasi.workflow.moves import State

from .models import (
    ActivityFact,
    ActivitySum,
    Kind,
    PlanFact,
    PlanSum,
    RecommendationFact,
    RecommendationSum,
)

#: The keys of the rows to look at; none for all there are.
Keys = Collection[int] | None


@dataclass(frozen=True)
class Statement:
    """A query, and what stands for each ``%s`` in it."""

    text: sql.Composable
    values: tuple[int | str | list[int], ...] = ()


@dataclass(frozen=True)
class Figure:
    """Rows of one kind, their facts, and the sums of these."""

    kind: Kind
    fact: type[Model]
    total: type[Model]
    #: The facts of the rows with these keys, in the order of the columns of ``fact``.
    source: Callable[[Keys], Statement]
    #: What tells facts apart, by column.
    once: tuple[str, ...]
    #: What tells sums apart: by column, what it is of a fact ``f`` that is spread over its units.
    places: Mapping[str, str]
    spread: sql.Composable
    #: By column of a sum: what a fact ``f`` adds to it.
    measures: Mapping[str, str]

    @property
    def columns(self) -> dict[str, str]:
        """Those of a fact with their types, without a key that means nothing."""
        fields = self.fact._meta.concrete_fields
        types = {each.column: each.db_type(connection) for each in fields}
        return {name: kind for name, kind in types.items() if name and kind and name != "id"}


#: The lengths of the paths of a unit and of all above it.
LENGTHS = sql.SQL("generate_series({step}, length({path}), {step})")


def _lengths(path: str) -> sql.Composed:
    return LENGTHS.format(step=sql.Literal(Unit.steplen), path=sql.SQL(path))


def _compiled(rows: QuerySet[Model, object]) -> Statement:
    text, values = rows.order_by().query.sql_with_params()
    return Statement(sql.SQL(text), values)


def _flag(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _only(keys: Keys, column: str = "pk") -> Q:
    return ~Q(pk__in=[]) if keys is None else Q(**{f"{column}__in": keys})


def activity_facts(keys: Keys) -> Statement:
    """Each activity with a date: what ``COUNTS`` counts of a year."""
    rows = Activity.objects.filter(_only(keys), date__isnull=False)
    approved = _flag(Q(status=State.APPROVED))
    return _compiled(
        rows.values_list("pk", "unit__path", ExtractYear("date"), "area_id", approved, "is_sample")
    )


#: What ``after`` adds to a plan.
AFTER = ("attainment", "is_late")


def plan_facts(keys: Keys) -> Statement:
    """Each plan: if it is approved, its attainment, and whether it is late, after each quarter."""
    plans = ActionPlan.objects.filter(_only(keys))
    approved = _flag(Q(status=State.APPROVED))
    columns = ("pk", "unit__path", "year", "area_id", approved, "is_sample")
    first = _compiled(plans.values_list(*columns))
    after = [_compiled(plans.approved().after(n).values_list("pk", *AFTER)) for n in QUARTERS]
    quarters = sql.SQL(" ").join(
        sql.SQL("LEFT JOIN ({rows}) {name} (key, attainment, late) USING (key)").format(
            rows=each.text, name=sql.Identifier(f"q{number}")
        )
        for number, each in zip(QUARTERS, after, strict=True)
    )
    text = sql.SQL(
        "SELECT key, p.path, p.year, p.area_id, p.approved, p.sample,"
        " q1.attainment, q2.attainment, q3.attainment, q4.attainment,"
        " coalesce(q1.late, false), coalesce(q2.late, false), coalesce(q3.late, false),"
        " coalesce(q4.late, false)"
        " FROM ({first}) p (key, path, year, area_id, approved, sample) {quarters}"
    ).format(first=first.text, quarters=quarters)
    return Statement(text, sum((each.values for each in after), first.values))


#: Every follow-up says something to its unit and to those above it, every addressee asks its own.
#: A unit answers for what a letter that it reads asks of it or of a unit below it.
RECOMMENDATIONS = sql.SQL(
    """SELECT key, path,
        CASE
            WHEN bool_and(coalesce(outcome, {untouched}) = {untouched}) THEN {untouched}
            WHEN bool_and(outcome = {excused}) THEN {excused}
            WHEN bool_and(outcome IN ({done}, {excused})) THEN {done}
            ELSE {partial}
        END,
        coalesce(sum(amount), 0), coalesce(sum(settled), 0),
        count(*) FILTER (WHERE waiting), bool_or(sample)
    FROM (
        SELECT key, left(path, place) AS path, outcome, amount, settled, waiting, sample,
            addressed OR starts_with(home, left(path, place)) AS answers
        FROM ({given})
            given (key, path, outcome, amount, settled, waiting, sample, addressed, home),
            {lengths} place
        UNION ALL
        SELECT key, left(path, place), NULL, NULL, NULL, false, sample, true
        FROM ({asked}) asked (key, path, sample), {lengths} place
    ) told
    GROUP BY key, path HAVING bool_or(answers)"""
)


def recommendation_facts(keys: Keys) -> Statement:
    """Each recommendation, for each unit that answers for it."""
    given, asked = _given(keys), _asked(keys)
    outcomes = {outcome.value: sql.Literal(outcome.value) for outcome in Outcome}
    text = RECOMMENDATIONS.format(
        given=given.text, asked=asked.text, lengths=_lengths("path"), **outcomes
    )
    return Statement(text, given.values + asked.values)


def _given(keys: Keys) -> Statement:
    """What of a follow-up is counted (``progress.facts``), whether its letter is addressed to its
    unit or to one above, and the unit that keeps the letter."""
    letter = "recommendation__finding__letter"
    unit_is_below = Func(
        OuterRef("unit__path"), F("unit__path"), function="starts_with", output_field=BooleanField()
    )
    addressees = MinisterialLetter.addressees.through.objects.filter(
        unit_is_below, ministerialletter=OuterRef(letter)
    )
    cases = [When(condition, then=Value(outcome.value)) for outcome, condition in OUTCOMES.items()]
    outcome = Case(*cases, output_field=CharField())
    rows = FollowUp.objects.filter(_only(keys, "recommendation")).annotate(outcome_now=outcome)
    settled = Case(When(outcome_now__in=Verdict.values, then="amount_settled"))
    return _compiled(
        rows.values_list(
            "recommendation_id",
            "unit__path",
            "outcome_now",
            "amount",
            settled,
            _flag(Q(status=Status.SUBMITTED)),
            _flag(Q(is_sample=True) | Q(**{f"{letter}__is_sample": True})),
            Exists(addressees),
            f"{letter}__unit__path",
        )
    )


def _asked(keys: Keys) -> Statement:
    """Each recommendation with each unit that its letter addresses."""
    recommendation = "ministerialletter__findings__recommendations"
    rows = MinisterialLetter.addressees.through.objects.filter(
        _only(keys, recommendation), **{f"{recommendation}__isnull": False}
    )
    return _compiled(rows.values_list(recommendation, "unit__path", "ministerialletter__is_sample"))


#: Over the unit of the fact and all above it, in its area and in all of them together.
UPWARDS = sql.SQL(
    """CROSS JOIN LATERAL (SELECT left(f.path, place) FROM {lengths} place) place (path)
    CROSS JOIN LATERAL (
        SELECT id FROM (VALUES (true, NULL::bigint), (f.area_id IS NOT NULL, f.area_id))
        either (is_one, id) WHERE is_one
    ) area (id)"""
).format(lengths=_lengths("f.path"))
BY_AREA = {"path": "place.path", "year": "f.year", "area_id": "area.id"}

FIGURES = {
    Kind.ACTIVITY: Figure(
        Kind.ACTIVITY,
        ActivityFact,
        ActivitySum,
        activity_facts,
        once=("key",),
        places=BY_AREA,
        spread=UPWARDS,
        measures={"total": "1", "approved": "f.approved::int", "samples": "f.sample::int"},
    ),
    Kind.PLAN: Figure(
        Kind.PLAN,
        PlanFact,
        PlanSum,
        plan_facts,
        once=("key",),
        places=BY_AREA,
        spread=UPWARDS,
        measures={"total": "1", "approved": "f.approved::int", "samples": "f.sample::int"}
        | {f"attainment_{n}": f"coalesce(f.attainment_{n}, 0)" for n in QUARTERS}
        | {f"counted_{n}": f"(f.attainment_{n} IS NOT NULL)::int" for n in QUARTERS}
        | {f"late_{n}": f"f.late_{n}::int" for n in QUARTERS},
    ),
    Kind.RECOMMENDATION: Figure(
        Kind.RECOMMENDATION,
        RecommendationFact,
        RecommendationSum,
        recommendation_facts,
        once=("key", "path"),
        places={"path": "f.path"},
        spread=sql.SQL(""),
        measures={"total": "1", "samples": "f.sample::int", "waiting": "f.waiting"}
        | {o.value: f"(f.outcome = '{o.value}')::int" for o in Outcome}
        | {
            f"{o.value}_{name}": f"CASE f.outcome WHEN '{o.value}' THEN f.{name} ELSE 0 END"
            for o in Outcome
            for name in ("amount", "settled")
        },
    ),
}
