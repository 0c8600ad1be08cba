"""What an account may be, and what the trail says of it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

#: The domain of an account whose person was taken out of their acts (ADR 112); no mail goes there.
NOBODY = "invalid.invalid"


class AccountVerb(StrEnum):
    """What the trail says of an account: for its owner and its administrators, not for all who see
    the person."""

    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 a verb
    SECOND_FACTOR = "second_factor"
    VIEW = "view"


class Employment(models.TextChoices):
    PNS = "pns", _("PNS")
    PPPK = "pppk", _("PPPK")
