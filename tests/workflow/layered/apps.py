from django.apps import AppConfig


class LayeredConfig(AppConfig):
    name = "tests.workflow.layered"
    verbose_name = "Lembar uji"
