from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "reformasi.organisation"
    verbose_name = "Organisasi"

    def ready(self) -> None:
        from . import navigation, permissions

        permissions.register()
        navigation.register()
