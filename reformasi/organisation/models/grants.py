"""What no role can say: this person, this object, until that day (django-guardian)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from reformasi.organisation.scope import Owned
from reformasi.ui.model_fields import DayField

#: The column that a concrete grant adds: what is given.
CONTENT = "content_object"


class Grant(UserObjectPermissionBase):
    """A direct foreign-key permission row with an end date; granted only by actions.

    A concrete grant adds ``content_object``; its model names it as ``grants``.
    """

    _kinds: ClassVar[list[type[Grant]]] = []

    ends = DayField(_("berlaku sampai"))
    reason = models.CharField(_("alasan"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True

    @property
    def thing(self) -> Owned:
        """What is given."""
        thing: Owned = getattr(self, CONTENT)
        return thing

    @staticmethod
    def register(kind: type[Grant]) -> None:
        """Let the page that explains permissions look into the grants of an app above."""
        Grant._kinds.append(kind)

    @classmethod
    def kind_for(cls, obj: models.Model) -> type[Grant]:
        """The registered grant on objects like ``obj``; StopIteration if there is none."""
        return next(
            kind for kind in cls._kinds if kind._meta.get_field(CONTENT).related_model is type(obj)
        )

    @classmethod
    def kinds(cls) -> list[type[Grant]]:
        """Every registered grant."""
        return list(cls._kinds)
