from django.apps import AppConfig
from django.utils.module_loading import import_module


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        import_module("programs.activities.documents")
