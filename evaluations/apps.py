from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluasi")

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment

        from .letters import documents, navigation, permissions, windows
        from .letters.models import FollowUpEvidence, LetterEvidence

        permissions.register()
        windows.register()
        navigation.register()
        documents.register()
        Attachment.register(LetterEvidence, FollowUpEvidence)
