"""The refusals of the portal: each knows the verb, the target and a reason for people."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models


class Refused(Exception):
    """Something may not be done now; ``reason`` says in the user's language why and what to do.

    ``AuditMiddleware`` puts it on the trail and answers with a page that loses nothing.
    """

    def __init__(self, reason: str, *, verb: str, target: models.Model, phrase: str = "") -> None:
        super().__init__(reason)
        self.reason, self.verb, self.target, self.phrase = str(reason), verb, target, phrase


class NotReady(Refused):
    """Something has to be there or be open first: told on its page, for nobody did wrong."""


class MoveNotAllowed(Refused):
    """The item has moved on: another person was first, or the form is old."""


class StaleForm(Refused):
    """The item was edited by another person after this form was opened."""


class SameHand(Refused):
    """Separation of duties: nobody approves what they wrote or submitted."""


class NotPermitted(PermissionDenied):
    """The user sees ``target`` but may not do ``verb``; answered with 403, and on the trail."""

    def __init__(self, reason: str, *, verb: str, target: models.Model, phrase: str = "") -> None:
        super().__init__(reason)
        self.reason, self.verb, self.target, self.phrase = str(reason), verb, target, phrase
