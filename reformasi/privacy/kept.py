"""The personal data of separations: who asked for them, and who carried them out."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .models import Separation


def register() -> None:
    columns = ("person", "requested_by", "done_by", "reason")
    personal.declare(Kept(Separation, columns, personal.ACT))
