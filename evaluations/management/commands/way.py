import json
from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from evaluations.management.sheets import Refused, SheetCommand
from evaluations.scoring import AnswerType, AreaRule, InstrumentSpec, Kind, NodeSpec, ScoringError
from evaluations.scoring.way import Change, Need, Way, find_way, way_as_json

INFEASIBLE = 3


class Command(SheetCommand):
    help = (
        "Cari jalan termurah lembar jawaban FILE.csv (kolom code,answer) ke sebuah predikat: butir "
        "pilihan yang paling sedikit dinaikkan sehingga setiap syarat terpenuhi. Berakhir dengan 0 "
        "bila ada jalan atau syarat sudah terpenuhi, 3 bila tidak, 2 bila masukan salah."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--predicate", required=True)
        parser.add_argument(
            "--pin",
            action="append",
            default=[],
            metavar="KODE,...",
            help="butir yang tidak dapat diubah tahun ini",
        )

    def handle(
        self,
        *,
        file: Path,
        instrument: str,
        predicate: str,
        prior_predicate: str | None,
        area_rule: str,
        pin: list[str],
        is_json: bool,
        **options: object,
    ) -> None:
        try:
            spec = self.instrument(instrument)
            way = find_way(
                spec,
                self.answers(file, spec),
                predicate.upper(),
                prior=prior_predicate.upper() if prior_predicate else None,
                area_rule=AreaRule(area_rule),
                pinned=_codes(pin),
            )
        except (Refused, ScoringError) as error:
            raise self.refuse(error) from None
        if is_json:
            text = json.dumps(way_as_json(way), ensure_ascii=False, indent=2)
        else:
            text = "\n".join(_raises(spec, way) if way.feasible else _needs(spec, way))
        self.stdout.write(text)
        if not way.feasible:
            raise SystemExit(INFEASIBLE)


def _codes(pin: list[str]) -> list[str]:
    """The codes of every ``--pin``, in the order given."""
    codes = [code.strip() for part in pin for code in part.split(",")]
    return [code for code in dict.fromkeys(codes) if code]


def _raises(instrument: InstrumentSpec, way: Way) -> Iterator[str]:
    """The proposal by area, in printed order."""
    params: dict[str, str | int] = {"name": way.predicate, "count": len(way.changes)}
    if not way.changes:
        yield _("Semua syarat predikat %(name)s sudah terpenuhi.") % params
        return
    yield _(
        "Jalan termurah ke predikat %(name)s: %(count)s butir naik, seluruhnya %(steps)s langkah."
    ) % {**params, "steps": way.proposals[0].steps}
    width = max(len(change.code) for change in way.changes)
    for area, changes in groupby(way.changes, key=lambda change: _area(instrument, change.code)):
        yield ""
        yield f"{area.code} {area.name}"
        for change in changes:
            name = instrument.node(change.code).name
            yield f"  {change.code:<{width}}  {_letters(change)}  {name}"


def _letters(change: Change) -> str:
    return f"{change.old or _('kosong')} → {change.new}"


def _area(instrument: InstrumentSpec, code: str) -> NodeSpec:
    node = instrument.node(code)
    while node.kind is not Kind.AREA:
        node = instrument.node(node.parent)
    return node


def _needs(instrument: InstrumentSpec, way: Way) -> Iterator[str]:
    """The rules that no raise can meet, each with what would be enough."""
    yield _("Predikat %(name)s tidak tercapai dengan menaikkan butir pilihan saja:") % {
        "name": way.predicate
    }
    for rule_code, needs in groupby(way.needs, key=lambda need: need.rule_code):
        yield f"  {rule_code}: {_enough(instrument, list(needs))}"


def _enough(instrument: InstrumentSpec, needs: list[Need]) -> str:
    first = needs[0]
    if first.minimum is None:
        return _("tidak cukup selama butir yang ditahan tidak ikut dinaikkan")
    if first.code not in instrument.by_code:
        return _("unit harus sudah memiliki predikat di bawahnya")
    least = [
        _("%(code)s paling sedikit %(minimum)s")
        % {"code": need.code, "minimum": _written(instrument, need.code, need.minimum)}
        for need in needs
        if need.minimum is not None
    ]
    if first.together:
        return _("bersama-sama %(needs)s") % {"needs": "; ".join(least)}
    return _(" atau ").join(least)


def _written(instrument: InstrumentSpec, code: str, minimum: Decimal) -> str:
    percent = instrument.node(code).answer_type is AnswerType.PERCENT
    return number_format(minimum, 2) + (" %" if percent else "")
