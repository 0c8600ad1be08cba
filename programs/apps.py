from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        from . import windows

        windows.register()
