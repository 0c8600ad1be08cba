from django.apps import AppConfig
from django.utils.module_loading import import_module
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluasi")

    def ready(self) -> None:
        for part in ("permissions", "navigation", "documents"):
            import_module(f"evaluations.letters.{part}")
        from reformasi.sheets.tables import register

        from .letters.tables import COMPONENTS

        register(COMPONENTS)
