from django.urls import path, register_converter

from .views import exports, imports
from .workflow import Format


class FormatConverter:
    """The formats that are offered."""

    regex = "|".join(Format.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormatConverter, "format")

app_name = "sheets"
urlpatterns = [
    path("ekspor/<int:pk>/", exports.export_job, name="export_job"),
    path("ekspor/<int:pk>/kemajuan/", exports.export_progress, name="export_progress"),
    path("ekspor/<int:pk>/unduh/", exports.export_download, name="export_download"),
    # A table of its own, and one that belongs to an object (an event, a letter).
    path("<slug:name>/impor/", imports.import_table, name="import"),
    path("<slug:name>/<int:pk>/impor/", imports.import_table, name="import"),
    path("<slug:name>/impor/<str:token>/", imports.preview, name="preview"),
    path("<slug:name>/<int:pk>/impor/<str:token>/", imports.preview, name="preview"),
    path("<slug:name>/templat.xlsx", imports.template, name="template"),
    path("<slug:name>/<int:pk>/templat.xlsx", imports.template, name="template"),
    path("<slug:name>/ekspor.<format:format>", exports.export, name="export"),
    path("<slug:name>/<int:pk>/ekspor.<format:format>", exports.export, name="export"),
]
