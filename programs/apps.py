from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = "Program"

    def ready(self) -> None:
        from reformasi.evidence.models import Attachment

        from . import documents, navigation, permissions, windows
        from .models import ActivityEvidence

        permissions.register()
        windows.register()
        navigation.register()
        documents.register()
        Attachment.register(ActivityEvidence)
