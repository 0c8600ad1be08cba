from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment

        from . import navigation, permissions, windows
        from .activities import documents
        from .activities.models import ActivityEvidence

        permissions.register()
        windows.register()
        navigation.register()
        documents.register()
        Attachment.register(ActivityEvidence)
