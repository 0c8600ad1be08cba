from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The page frame. The apps above register what stands in its menu."""

    default = True  # of the configurations in this module
    name = "reformasi.ui"
    label = "ui"
    verbose_name = _("Tampilan")


class CollectedStaticFiles(StaticFilesConfig):
    """Leaves out what no page loads: the other builds of htmx."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "htmax-*",
        "htmx-4*",
        "htmx-2.js",
        "ext",
        "django-htmx.js",
    ]
