from django.apps import AppConfig


class ZonaIntegritasConfig(AppConfig):
    name = "zona_integritas"
    verbose_name = "Zona Integritas"

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment

        from . import navigation, permissions, windows
        from .models import DeclarationEvidence, MilestoneEvidence

        permissions.register()
        windows.register()
        navigation.register()
        Attachment.register(DeclarationEvidence, MilestoneEvidence)
