"""Copies a version of an instrument from its files into the database, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.utils.translation import gettext_noop

from evaluations.scoring import InstrumentSpec
from reformasi.organisation.models import User

from .groups import IndexGrade, InstitutionGroup, NodeWeight
from .models import Formula, FormulaInput, Instrument, Node, Option, PredicateRule
from .versions import Outcome, load_version


def load_instrument(
    *,
    instrument: InstrumentSpec,
    sources: Mapping[str, str],
    by: User | None,
    usual_evidence: Mapping[str, str] | None = None,
) -> Outcome:
    """Store the version, or replace it while nothing stands on it. Raises VersionInUse.

    ``sources`` are the hashes of its files. ``usual_evidence`` scores nothing, so that it may be
    written anew for a version in use.
    """

    def store(row: Instrument) -> None:
        row.title = instrument.title
        row.regulation = instrument.regulation
        row.in_force_from = instrument.in_force_from
        row.sources = dict(sources)
        row.save()
        row.nodes.all().delete()
        row.rules.all().delete()
        row.groups.all().delete()
        row.grades.all().delete()
        _store_parts(row, instrument)

    outcome = load_version(
        Instrument,
        instrument.code,
        instrument,
        store=store,
        by=by,
        phrase=gettext_noop("memuat instrumen"),
    )
    usual = dict(usual_evidence or {})
    rows = Instrument.objects.filter(code=instrument.code).exclude(usual_evidence=usual)
    rows.update(usual_evidence=usual)
    return outcome


def _store_parts(row: Instrument, instrument: InstrumentSpec) -> None:
    nodes = _store_nodes(row, instrument)
    Option.objects.bulk_create(
        Option(
            node=nodes[node.code],
            position=position,
            letter=option.letter,
            score=option.score,
            description=option.description,
        )
        for node in instrument.nodes
        for position, option in enumerate(node.options)
    )
    for position, formula in enumerate(instrument.formulas):
        stored = Formula.objects.create(
            instrument=row,
            node=nodes[formula.code],
            position=position,
            kind=formula.kind,
            zero_denominator=formula.zero_denominator,
        )
        named = [*formula.inputs.items(), *(("", code) for code in formula.unused)]
        FormulaInput.objects.bulk_create(
            FormulaInput(formula=stored, node=nodes[code], position=place, name=name)
            for place, (name, code) in enumerate(named)
        )
    PredicateRule.objects.bulk_create(
        PredicateRule(
            instrument=row,
            position=position,
            predicate=rule.predicate,
            code=rule.code,
            target=rule.target,
            minimum=rule.minimum,
            unit=rule.unit,
            reference=rule.reference,
        )
        for position, rule in enumerate(instrument.rules)
    )
    _store_groups(row, instrument, nodes)
    IndexGrade.objects.bulk_create(
        IndexGrade(instrument=row, position=position, **asdict(grade))
        for position, grade in enumerate(instrument.grades)
    )


def _store_groups(row: Instrument, instrument: InstrumentSpec, nodes: Mapping[str, Node]) -> None:
    """The groups of institutions with the weight and range of each node in them."""
    groups = InstitutionGroup.objects.bulk_create(
        InstitutionGroup(instrument=row, position=position, **asdict(group))
        for position, group in enumerate(instrument.groups)
    )
    stored = {group.code: group for group in groups}
    NodeWeight.objects.bulk_create(
        NodeWeight(
            node=nodes[node.code],
            group=stored[own.group],
            weight=own.weight,
            **(asdict(own.measure) if own.measure else {}),
        )
        for node in instrument.nodes
        for own in node.by_group
    )


def _store_nodes(row: Instrument, instrument: InstrumentSpec) -> dict[str, Node]:
    """One insert per level of the tree: a child needs the key of its parent."""
    stored: dict[str, Node] = {}
    place = {node.code: position for position, node in enumerate(instrument.nodes)}
    level = instrument.children[""]
    while level:
        rows = [
            Node(
                instrument=row,
                parent=stored.get(node.parent),
                position=place[node.code],
                code=node.code,
                kind=node.kind,
                name=node.name,
                weight=node.weight,
                answer_type=node.answer_type or "",
                section=node.section,
                area=node.area,
                reference=node.reference,
                by_group=bool(node.by_group),
                **(asdict(node.measure) if node.measure else {}),
            )
            for node in level
        ]
        stored |= {node.code: node for node in Node.objects.bulk_create(rows)}
        level = [child for node in level for child in instrument.children.get(node.code, [])]
    return stored
