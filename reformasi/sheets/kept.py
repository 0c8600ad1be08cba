"""The personal data of tables that come and go."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import ExportJob, Upload


def register() -> None:
    personal.declare(
        Kept(Upload, ("by", "name", "content"), personal.WORK),
        Kept(ExportJob, ("requested_by", "query"), personal.WORK),
    )
