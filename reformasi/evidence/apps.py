from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "reformasi.evidence"
    verbose_name = "Data dukung"

    def ready(self) -> None:
        from reformasi.organisation import offering
        from reformasi.organisation.models import Grant

        from . import kept, navigation, offers, permissions
        from .models import EvidenceGrant

        kept.register()
        permissions.register()
        navigation.register()
        offering.register(offers.LIBRARIES, offers.UNITS)
        Grant.register(EvidenceGrant)
