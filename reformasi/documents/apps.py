from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reformasi.documents"
    verbose_name = "Dokumen"
