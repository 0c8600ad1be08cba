"""People, and the roles they hold in units."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import in_order, one_of

from .. import nip, scope
from ..roles import Kind, Role
from .units import Unit, UnitOwnedQuerySet


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Any) -> Self:
        """The people with a role in a unit that ``user`` may see the people of, and oneself."""
        members = Membership.objects.visible_to(user)
        if user.is_superuser:
            return self
        return self.filter(Q(pk=user.pk) | Q(pk__in=members.values("user")))

    def named(self, words: str) -> Self:
        """People whose name, e-mail or NIP contains ``words``."""
        return self.filter(
            Q(name__icontains=words)
            | Q(email__icontains=words)
            | Q(nip__contains=nip.normalise(words) or words)
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, nip: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(nip=nip, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, nip: str, password: str | None = None, **fields: Any) -> User:
        """The operator who makes the first administrator."""
        return self.create_user(nip, password, is_superuser=True, **fields)


class Employment(models.TextChoices):
    PNS = "pns", _("PNS")
    PPPK = "pppk", _("PPPK")


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with NIP or e-mail."""

    nip = models.CharField(_("NIP"), max_length=18, unique=True, validators=[nip.validate_nip])
    name = models.CharField(_("nama"), max_length=150)
    email = models.EmailField(_("surel"), unique=True)
    employment = models.CharField(
        _("status kepegawaian"), max_length=4, choices=Employment.choices, default=Employment.PNS
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    is_demo = models.BooleanField(_("akun demo"), default=False, editable=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "nip"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="organisation_user_email_once"),
            models.CheckConstraint(
                condition=Q(nip__regex=r"^[0-9]{18}$"), name="organisation_user_nip_18_digits"
            ),
            one_of("employment", Employment),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.nip = nip.normalise(self.nip)
        if self.employment == Employment.PNS:
            nip.validate_pns(self.nip)

    def get_absolute_url(self) -> str:
        return reverse("organisation:person", args=[self.pk])

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def role_for(self, obj: Any) -> str:
        """Under which role this person acts on ``obj``: for the trail, e.g. "Ketua tim, Dit. X"."""
        held = scope.memberships_of(self)
        unit = getattr(obj, "unit", None)
        reaching = [m for m in held if unit is not None and unit.path.startswith(m.unit.path)]
        return "; ".join(dict.fromkeys(m.title for m in (reaching or held)))


class MembershipQuerySet(UnitOwnedQuerySet["Membership"]):
    def active_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day
        )


@pghistory.track()
class Membership(models.Model):
    """A role in a unit for a period; it reaches the unit and everything below it."""

    user = models.ForeignKey(
        User, verbose_name=_("orang"), on_delete=models.PROTECT, related_name="memberships"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit kerja"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("peran"), max_length=20, choices=Role.choices)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices, default=Kind.DEFINITIF)
    valid_from = models.DateField(_("mulai"))
    valid_to = models.DateField(_("sampai"), null=True, blank=True)
    decree = models.CharField(_("nomor SK"), max_length=100, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["unit__path", "role", "user__name"]
        constraints = [
            one_of("role", Role),
            one_of("kind", Kind),
            in_order("valid_from", "valid_to"),
            models.UniqueConstraint(
                fields=["user", "unit", "role", "valid_from"], name="organisation_membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.title}"

    @property
    def title(self) -> str:
        """The role with its unit, e.g. "Plt Ketua tim, Direktorat Politik Dalam Negeri"."""
        prefix = "" if self.kind == Kind.DEFINITIF else f"{Kind(self.kind).name.title()} "
        return f"{prefix}{self.get_role_display()}, {self.unit}"
