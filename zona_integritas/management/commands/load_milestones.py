from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from evaluations.instruments.versions import Outcome, VersionInUse
from reformasi.ui.commands import PortalCommand, loading, reading
from zona_integritas.road import files as rule_files
from zona_integritas.road.actions import load_rules


class Command(PortalCommand):
    help = (
        "Muat tahap Zona Integritas dari zona_integritas/road/data ke basis data. Aman dijalankan "
        "berulang kali; perangkat yang sudah dipakai calon tidak pernah diubah."
    )

    def handle(self, **options: object) -> None:
        sentences = {
            Outcome.CREATED: _("%(code)s: dimuat, %(steps)s langkah"),
            Outcome.REPLACED: _("%(code)s: diganti karena berkasnya berubah, %(steps)s langkah"),
            Outcome.UNCHANGED: _("%(code)s: tidak berubah"),
        }
        try:
            with reading(rule_files.FOLDER, rule_files.RuleFileError):
                versions = list(rule_files.read_rules())
            with loading(rule_files.FOLDER):
                for rules in versions:
                    outcome = load_rules(rules=rules, by=None)
                    counted = {"code": rules.code, "steps": len(rules.steps)}
                    self.stdout.write(sentences[outcome] % counted)
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
