from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "reformasi.organisation"
    verbose_name = "Organisasi"

    def ready(self) -> None:
        from . import kept, navigation, permissions

        kept.register()
        permissions.register()
        navigation.register()
