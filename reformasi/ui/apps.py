from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The page frame. The apps above say what stands in its menu, each in its ``navigation.py``."""

    default = True  # of the configurations in this module
    name = "reformasi.ui"
    label = "ui"
    verbose_name = _("Tampilan")

    def ready(self) -> None:
        autodiscover_modules("navigation")


class CollectedStaticFiles(StaticFilesConfig):
    """Leaves out what no page loads: the other builds of Tabler and htmx."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "tabler.css*",
        "tabler-*",
        "htmax-*",
        "htmx-4*",
        "htmx-2.js",
        "ext",
        "django-htmx.js",
    ]
