from django.apps import AppConfig


class ZonaIntegritasConfig(AppConfig):
    name = "zona_integritas"
    verbose_name = "Zona Integritas"

    def ready(self) -> None:
        from reformasi.evidence.attachments import Attachment
        from reformasi.organisation import offering

        from . import kept, navigation, permissions, windows
        from .candidates import offers as of_candidates
        from .candidates import self_assessments
        from .candidates.models import MilestoneEvidence
        from .candidates.rulings import RulingEvidence
        from .declarations import offers as of_declarations
        from .declarations.models import DeclarationEvidence
        from .management import roads

        kept.register()
        permissions.register()
        windows.register()
        navigation.register()
        self_assessments.register()
        roads.register()
        offering.register(of_candidates.UNITS, of_declarations.EVENTS)
        Attachment.register(DeclarationEvidence, MilestoneEvidence, RulingEvidence)
