from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        from reformasi.evidence.attachments import Attachment
        from reformasi.organisation import offering
        from reformasi.sheets.table import register

        from . import kept, navigation, permissions, windows
        from .achievements.models import AchievementEvidence
        from .achievements.tables import ACHIEVEMENTS
        from .activities import documents
        from .activities import offers as of_activities
        from .activities.models import ActivityEvidence
        from .activities.tables import ACTIVITIES
        from .events.tables import ATTENDANCE
        from .plans import offers as of_plans
        from .plans import planning
        from .plans.tables import PLANS
        from .submissions import offers as of_submissions

        kept.register()
        permissions.register()
        windows.register()
        navigation.register()
        documents.register()
        planning.register()
        register(ACTIVITIES, PLANS, ACHIEVEMENTS, ATTENDANCE)
        Attachment.register(ActivityEvidence, AchievementEvidence)
        offering.register(
            of_submissions.UNITS,
            of_submissions.RECOMMENDATIONS,
            of_activities.UNITS,
            of_plans.UNITS,
            of_plans.PEOPLE,
            of_plans.RAISERS,
            of_plans.PLANS,
        )
