from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluasi")

    def ready(self) -> None:
        from reformasi.evidence.attachments import Attachment
        from reformasi.organisation import offering
        from reformasi.sheets.table import register

        from . import kept
        from .assessments import navigation as assessment_navigation
        from .assessments import offers as of_sheets
        from .assessments import permissions as assessment_permissions
        from .assessments import windows as assessment_windows
        from .assessments.documents import kinds as assessment_documents
        from .assessments.models import AnswerEvidence
        from .follow_ups import documents, navigation, windows
        from .follow_ups import offers as of_follow_ups
        from .follow_ups.models import FollowUpEvidence
        from .instruments import navigation as instrument_navigation
        from .instruments import permissions as instrument_permissions
        from .letters import offers as of_letters
        from .letters import permissions
        from .letters.models import LetterEvidence
        from .letters.tables import COMPONENTS

        kept.register()
        permissions.register()
        instrument_permissions.register()
        instrument_navigation.register()
        assessment_permissions.register()
        windows.register()
        assessment_windows.register()
        navigation.register()
        assessment_navigation.register()
        documents.register()
        assessment_documents.register()
        register(COMPONENTS)
        Attachment.register(LetterEvidence, FollowUpEvidence, AnswerEvidence)
        offering.register(
            of_letters.UNITS,
            of_letters.ADDRESSEES,
            of_letters.LETTERS,
            of_follow_ups.UNITS,
            of_follow_ups.REPORTED,
            of_follow_ups.ASSIGNED,
            of_follow_ups.ASSIGNEES,
            of_follow_ups.IN_CHARGE,
            of_sheets.UNITS,
            of_sheets.TEAM,
        )
