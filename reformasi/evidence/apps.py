from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "reformasi.evidence"
    verbose_name = "Data dukung"
