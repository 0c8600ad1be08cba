from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "reformasi.sheets"
    verbose_name = "Tabel"

    def ready(self) -> None:
        from . import kept
        from .people import PEOPLE
        from .table import register
        from .units import UNITS

        kept.register()
        register(PEOPLE, UNITS)
