from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "reformasi.privacy"
    verbose_name = _("Data pribadi")

    def ready(self) -> None:
        from . import kept, navigation, permissions, retention

        kept.register()
        permissions.register()
        navigation.register()
        retention.register()
