from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "reformasi.evidence"
    verbose_name = "Data dukung"

    def ready(self) -> None:
        from reformasi.organisation.models import Grant

        from . import kept, navigation, permissions
        from .models import EvidenceGrant

        kept.register()
        permissions.register()
        navigation.register()
        Grant.register(EvidenceGrant)
