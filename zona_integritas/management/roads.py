"""What two commands share: the roads of a folder, loaded and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from evaluations.instruments import companions
from evaluations.instruments.models import PredicateRule
from evaluations.instruments.versions import Outcome, VersionInUse
from reformasi.ui.commands import loading, reading
from zona_integritas.road import files as rule_files
from zona_integritas.road.actions import load_rules, take_road
from zona_integritas.road.files import FOLDER, RULES, RoadLine, RuleFile
from zona_integritas.road.models import RoadInstrument, RuleSet


def register() -> None:
    companions.follow(load_with_instruments)


def load_with_instruments(folder: Path, codes: Sequence[str]) -> Iterator[str]:
    """The road of a new version comes in its folder too; whichever lacks one is named."""
    if (folder / RULES).exists():
        yield from load_roads(folder)
    taken = RoadInstrument.objects.values("instrument_code")
    rules = PredicateRule.objects.filter(instrument__code__in=codes)
    lacking = rules.exclude(instrument__code__in=taken).values_list("instrument__code", flat=True)
    for code in sorted(set(lacking)):
        yield _(
            "%(code)s: belum mempunyai tahap ZI, sehingga calon WBK/WBBM belum dapat memilihnya. "
            "Tulis rules.csv di folder yang sama, lalu ulangi."
        ) % {"code": code}


def load_roads(folder: Path = FOLDER) -> Iterator[str]:
    """Load what ``rules.csv`` names, a sentence for each. Raises CommandError.

    A folder outside the release may name a road that is stored, without its steps.
    """
    try:
        with reading(folder, rule_files.RuleFileError):
            stored = (
                set() if folder == FOLDER else set(RuleSet.objects.values_list("code", flat=True))
            )
            lines = rule_files.read_lines(folder)
            versions = rule_files.read_rules(folder, set(stored))
        with loading(folder):
            for rules in versions:
                yield _loaded(rules)
            for line in lines:
                yield from _taken(line)
    except rule_files.RuleFileError as error:
        raise CommandError(str(error)) from error
    except VersionInUse as error:
        raise CommandError(
            _(
                "%(code)s: berkasnya berubah, tetapi sudah dipakai calon dan tidak dapat "
                "diubah. Simpan perbaikan sebagai perangkat baru dengan kode baru."
            )
            % {"code": error}
        ) from error


def _loaded(rules: RuleFile) -> str:
    sentences = {
        Outcome.CREATED: _("%(code)s: dimuat, %(steps)s langkah"),
        Outcome.REPLACED: _("%(code)s: diganti karena berkasnya berubah, %(steps)s langkah"),
        Outcome.UNCHANGED: _("%(code)s: tidak berubah"),
    }
    outcome = load_rules(rules=rules, by=None)
    return sentences[outcome] % {"code": rules.code, "steps": len(rules.steps)}


def _taken(line: RoadLine) -> Iterator[str]:
    if take_road(line=line, by=None) is not Outcome.UNCHANGED:
        yield _("%(instrument)s: memakai tahap %(code)s (%(regulation)s)") % {
            "instrument": line.instrument_code,
            "code": line.code,
            "regulation": line.regulation,
        }
