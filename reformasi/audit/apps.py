from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "reformasi.audit"
    verbose_name = "Jejak audit"

    def ready(self) -> None:
        from . import kept

        kept.register()
