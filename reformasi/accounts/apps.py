from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "reformasi.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from . import checks, navigation

        checks.register()
        navigation.register()
