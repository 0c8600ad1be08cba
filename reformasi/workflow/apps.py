from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "reformasi.workflow"
    verbose_name = _("Alur keputusan")

    def ready(self) -> None:
        from . import kept

        kept.register()
