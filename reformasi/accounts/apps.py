from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "reformasi.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from . import adapters, checks, kept, navigation

        adapters.register()
        checks.register()
        kept.register()
        navigation.register()
