"""What no role can say: this person, this object, until that day (django-guardian)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase


class Grant(UserObjectPermissionBase):
    """A direct foreign-key permission row with an end date; granted only by actions.

    A concrete grant adds ``content_object``; its model names it as ``grants``.
    """

    _kinds: ClassVar[list[type[Grant]]] = []

    ends = models.DateField(_("berlaku sampai"))
    reason = models.CharField(_("alasan"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True

    @staticmethod
    def register(kind: type[Grant]) -> None:
        """Let the page that explains permissions look into the grants of an app above."""
        Grant._kinds.append(kind)

    @classmethod
    def kinds(cls) -> list[type[Grant]]:
        """Every registered grant."""
        return list(cls._kinds)
