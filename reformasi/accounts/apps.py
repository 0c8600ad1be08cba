from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "reformasi.accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from reformasi.organisation.signals import email_changed

        from . import adapters, checks, kept, middleware, navigation, tasks

        user_logged_in.connect(middleware.begin, dispatch_uid="accounts.begin")
        adapters.register()
        email_changed.connect(tasks.announce_new_email, dispatch_uid="accounts.new_email")
        checks.register()
        kept.register()
        navigation.register()
