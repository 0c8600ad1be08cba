from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluasi")

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment
        from reformasi.sheets.table import register

        from . import kept
        from .follow_ups import documents, navigation, windows
        from .follow_ups.models import FollowUpEvidence
        from .instruments import navigation as instrument_navigation
        from .instruments import permissions as instrument_permissions
        from .letters import permissions
        from .letters.models import LetterEvidence
        from .letters.tables import COMPONENTS

        kept.register()
        permissions.register()
        instrument_permissions.register()
        instrument_navigation.register()
        windows.register()
        navigation.register()
        documents.register()
        register(COMPONENTS)
        Attachment.register(LetterEvidence, FollowUpEvidence)
