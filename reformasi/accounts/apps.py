from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "reformasi.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from reformasi.organisation.signals import email_changed

        from . import adapters, checks, kept, navigation, tasks

        adapters.register()
        email_changed.connect(tasks.announce_new_email, dispatch_uid="accounts.new_email")
        checks.register()
        kept.register()
        navigation.register()
