"""What no role can say: this person, this object, until that day (django-guardian)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from reformasi.organisation.scope import Owned
from reformasi.ui.model_fields import DayField

#: The column that a concrete grant adds: what is given.
CONTENT = "content_object"
#: The label of a model, the app and codename of a permission, the key of a thing, its unit's path.
Row = tuple[str, str, str, int, str]


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

    @classmethod
    def current(cls, user: models.Model, day: date) -> models.QuerySet[Grant, Row]:
        """What ``user`` has of this kind on ``day``."""
        thing = cast(type[models.Model], cls._meta.get_field(CONTENT).related_model)
        rows = cls._default_manager.filter(user_id=user.pk, ends__gte=day)
        return rows.values_list(
            models.Value(thing._meta.label, output_field=models.TextField()),
            "permission__content_type__app_label",
            "permission__codename",
            f"{CONTENT}_id",
            f"{CONTENT}__{getattr(thing, 'unit_lookup', 'unit')}__path",
        )

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
