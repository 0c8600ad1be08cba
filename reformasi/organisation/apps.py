from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OrganisationConfig(AppConfig):
    name = "reformasi.organisation"
    verbose_name = "Organisasi"

    def ready(self) -> None:
        autodiscover_modules("permissions")
