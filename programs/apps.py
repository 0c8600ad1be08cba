from django.apps import AppConfig
from django.utils.module_loading import import_module


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        import_module("programs.activities.documents")
        from reformasi.sheets.tables import register

        from .activities.tables import ACTIVITIES
        from .events.tables import ATTENDANCE
        from .plans.tables import PLANS

        register(ACTIVITIES, PLANS, ATTENDANCE)
