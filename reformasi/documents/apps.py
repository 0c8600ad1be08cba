from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reformasi.documents"
    verbose_name = "Dokumen"

    def ready(self) -> None:
        from reformasi.organisation import offering
        from reformasi.organisation.models import Grant

        from . import kept, navigation, offers, permissions
        from .models import DocumentGrant

        kept.register()
        permissions.register()
        navigation.register()
        offering.register(offers.READERS)
        Grant.register(DocumentGrant)
