from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = "Dasbor"

    def ready(self) -> None:
        from . import areas, navigation, permissions

        permissions.register()
        navigation.register()
        areas.register()
