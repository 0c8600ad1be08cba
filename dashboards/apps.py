from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = "Dasbor"

    def ready(self) -> None:
        from . import navigation, permissions

        permissions.register()
        navigation.register()
