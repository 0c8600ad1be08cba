from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment
        from reformasi.sheets.table import register

        from . import kept, navigation, permissions, windows
        from .achievements.models import AchievementEvidence
        from .achievements.tables import ACHIEVEMENTS
        from .activities import documents
        from .activities.models import ActivityEvidence
        from .activities.tables import ACTIVITIES
        from .events.tables import ATTENDANCE
        from .plans import planning
        from .plans.tables import PLANS

        kept.register()
        permissions.register()
        windows.register()
        navigation.register()
        documents.register()
        planning.register()
        register(ACTIVITIES, PLANS, ACHIEVEMENTS, ATTENDANCE)
        Attachment.register(ActivityEvidence, AchievementEvidence)
