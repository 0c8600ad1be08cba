from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "reformasi.organisation"
    verbose_name = "Organisasi"

    def ready(self) -> None:
        from . import kept, navigation, offering, offers, permissions

        kept.register()
        permissions.register()
        navigation.register()
        offering.register(
            offers.PARENTS,
            offers.SUCCESSORS,
            offers.APPOINTING,
            offers.EXPLAINED,
            offers.SERVED,
            offers.PEOPLE,
        )
