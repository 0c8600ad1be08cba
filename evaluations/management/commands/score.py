import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from evaluations.management.sheets import Refused, SheetCommand
from evaluations.scoring import (
    AreaRule,
    GradeSpec,
    NodeScore,
    Result,
    ScoringError,
    Verdict,
    as_json,
    decimal_comma,
    judge,
    score_read,
)


class Command(SheetCommand):
    help = (
        "Nilai lembar jawaban FILE.csv (kolom code,answer) langsung dari berkas instrumen; basis "
        "data tidak diperlukan. Baris yang salah dilaporkan semua, dan perintah berakhir dengan 2."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--group",
            metavar="KELOMPOK",
            help="kelompok instansi, untuk instrumen yang bobotnya berbeda menurut kelompok; "
            "indikator yang tidak berlaku dijawab “tidak berlaku”, pengurang nilai di baris "
            "“koefisien”",
        )
        parser.add_argument("--predicate", help="bawaan: semua predikat instrumen itu")
        parser.add_argument("--explain", metavar="KODE", help="uraikan asal nilai satu unsur")

    def handle(
        self,
        *,
        file: Path,
        instrument: str,
        group: str | None,
        predicate: str | None,
        prior_predicate: str | None,
        area_rule: str,
        explain: str | None,
        is_json: bool,
        **options: object,
    ) -> None:
        try:
            spec = self.instrument(instrument)
            if group is not None:
                spec = spec.for_group(group)
            spec.require_group()
            result = score_read(spec, self.answers(file, spec))
            verdicts = self.verdicts(result, predicate, prior_predicate, AreaRule(area_rule))
            explained = result.explain(explain) if explain else None
        except (Refused, ScoringError) as error:
            raise self.refuse(error) from None
        for warning in result.warnings:
            text = warning.message.render(translate=_)
            self.stderr.write(
                _("Peringatan: %(code)s: %(text)s") % {"code": warning.code, "text": text}
            )
        if is_json:
            text = json.dumps(as_json(result, verdicts), ensure_ascii=False, indent=2)
        elif explained:
            text = "\n".join(_explained(explained))
        else:
            text = "\n".join([*_sheet(result), *(line for v in verdicts for line in _verdict(v))])
        self.stdout.write(text)

    def verdicts(
        self, result: Result, predicate: str | None, prior: str | None, area_rule: AreaRule
    ) -> list[Verdict]:
        """On ``predicate``, or on all that the instrument has."""
        return [
            judge(result, name, prior=prior.upper() if prior else None, area_rule=area_rule)
            for name in ([predicate.upper()] if predicate else result.instrument.predicates)
        ]


def _number(number: Decimal | int) -> str:
    return number_format(number, 2)


def _sheet(result: Result) -> list[str]:
    """The table of scores, what is missing, and the total."""
    instrument = result.instrument
    lines = [f"{instrument.title} ({instrument.code}, {instrument.regulation})", ""]
    width = max(len(code) for code in result.nodes)
    lines.append(f"{_('Kode'):<{width}} {_('Nilai'):>8} {_('Bobot'):>8}  {_('Nama')}")
    lines += [
        f"{code:<{width}} {_number(node.score):>8} {_number(node.weight or 0):>8}  {node.node.name}"
        for code, node in result.nodes.items()
    ]
    lines += ["", _("Nilai total: %(total)s") % {"total": _number(result.total)}]
    if result.grade:
        lines += _index(result, result.grade)
    if not result.complete:
        lines.append(
            _("Sementara: %(count)s isian masih kosong dan dihitung 0: %(codes)s")
            % {"count": len(result.missing), "codes": ", ".join(result.missing)}
        )
    return lines


def _index(result: Result, grade: GradeSpec) -> list[str]:
    """The grade, and what keeps from the better one of two."""
    lines = [
        _("Indeks untuk kelompok %(group)s, kategori %(grade)s")
        % {"group": result.instrument.group, "grade": grade.letter}
    ]
    if result.index_reason:
        lines.append(f"  = {result.index_reason.render(translate=_, number=_number)}")
    if result.below_target:
        lines.append(
            _("Belum mencapai target baik: %(codes)s") % {"codes": ", ".join(result.below_target)}
        )
    return lines


def _verdict(verdict: Verdict) -> list[str]:
    """Each rule with its value, its minimum and how far apart they are."""
    outcome = _("memenuhi") if verdict.met else _("belum memenuhi")
    if verdict.provisional:
        outcome = _("%(said)s (sementara, lembar belum lengkap)") % {"said": outcome}
    rules = {
        AreaRule.COMBINED: _("pemenuhan dan reform digabung"),
        AreaRule.PER_SECTION: _("pemenuhan dan reform masing-masing"),
    }
    lines = ["", _("Predikat %(name)s: %(said)s") % {"name": verdict.predicate, "said": outcome}]
    width = max(len(rule.rule_code) for rule in verdict.rules)
    lines += [
        f"  {_('ya') if rule.met else _('tidak'):<6} {rule.rule_code:<{width}} "
        f"{_number(rule.value):>8} ≥ {_number(rule.minimum):>6}  ({_signed(rule.gap)})"
        for rule in verdict.rules
    ]
    lines.append(_("  Aturan per area: %(rule)s") % {"rule": rules[verdict.area_rule]})
    return lines


def _signed(gap: Decimal) -> str:
    return f"{'+' if gap >= 0 else '−'}{_number(abs(gap))}"


def _explained(node: NodeScore, depth: int = 0) -> list[str]:
    """The tree of reasons below one figure."""
    if node.weight is None:
        value = decimal_comma(node.score)
    else:
        value = f"{_number(node.score)} / {_number(node.weight)}"
    reason = node.reason.render(translate=_)
    line = f"{'  ' * depth}{node.code} {node.node.name}: {value} = {reason}"
    return [line, *(below for child in node.children for below in _explained(child, depth + 1))]
