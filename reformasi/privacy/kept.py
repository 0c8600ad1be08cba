"""The personal data of separations and corrections: who asked, and who carried them out."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import Correction, Separation


def register() -> None:
    columns = ("person", "requested_by", "done_by", "reason")
    request = ("made_by", "reference", "proof", "reason")
    personal.declare(
        Kept(Separation, columns, personal.ACT), Kept(Correction, request, personal.ACT)
    )
