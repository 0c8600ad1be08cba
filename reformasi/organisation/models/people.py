"""People, and the roles they hold in units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from reformasi.audit.constraints import in_order, one_of
from reformasi.organisation import nip, scope
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import OF_THE_UNIT, Kind, Role
from reformasi.organisation.scope import Given, Holder
from reformasi.ui.model_fields import LastingDayField
from reformasi.ui.search import containing, trigrams
from reformasi.workflow.models import Versioned

from .accounts import NOBODY, Employment
from .grants import Grant
from .units import Unit, UnitOwnedQuerySet, UnitQuerySet


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: Holder) -> Self:
        """The people with a role in a unit that ``user`` may see the people of, and oneself.

        People without any role are seen by those who add people: only they can give them one.
        """
        if user.is_superuser:
            return self
        adds = scope.reach(user, OrganisationPerm.ADD_USER)
        if adds and scope.is_everywhere(user, OrganisationPerm.VIEW_MEMBERSHIP):
            return self
        own = Membership.objects.filter(user_id=OuterRef("pk"))
        if not adds:
            seen = Exists(own.visible_to(user))  # one's own role among them
            reaches = scope.reach(user, OrganisationPerm.VIEW_MEMBERSHIP)
            return self.filter(seen if reaches else Q(pk=user.pk))
        idle = Q(~Exists(own), never_served=True)
        members = Membership.objects.visible_to(user).order_by()
        if any(len(top) == Unit.steplen for top in adds):
            # Nearly everybody is seen: ask each who comes up, instead of all beforehand.
            one = members.filter(user_id=OuterRef("pk")).values("pk")[:1]
            return self.alias(seen_by=Subquery(one)).filter(Q(seen_by__isnull=False) | idle)
        others = User.objects.filter(idle).order_by().values("pk")
        return self.filter(pk__in=members.values("user").union(others))

    def where(self, user: Holder, perm: str) -> Self:
        """The people on whom ``user`` holds ``perm``: ``is_reached_from``, for many at once."""
        if user.is_superuser:
            return self
        if scope.is_everywhere(user, perm):
            return self.filter(is_superuser=False)
        tops = scope.reach(user, perm)
        if not tops:
            return self.none()
        own = Membership.objects.filter(user_id=OuterRef("pk"))
        serving = own.not_ended(timezone.localdate())
        last = own.order_by("-valid_to", "-pk").values("unit__path")[:1]
        served_last = Q(last_path__isnull=True)
        for top in tops:
            served_last |= Q(last_path__startswith=top)
        return self.alias(last_path=Subquery(last)).filter(
            Exists(serving) | served_last,
            ~Exists(serving.exclude(scope.within(user, perm, "unit"))),
            is_superuser=False,
        )

    def holding(self, perm: str, unit: Unit) -> Self:
        """Who holds ``perm`` in ``unit`` today: whom to tell, whom to ask."""
        today = Membership.objects.active_on(timezone.localdate())
        reaching = today.filter(role__in=scope.roles_with(perm), unit__path__in=unit.lineage())
        people = self.filter(is_active=True, pk__in=reaching.values("user"))
        if perm not in scope.INDEPENDENT:
            return people
        own = today.filter(role__in=OF_THE_UNIT).in_subtree(unit)
        return people.exclude(pk__in=own.values("user"))

    def members_holding(self, perm: str, units: UnitQuerySet) -> Self:
        """Members of one of ``units`` today whose role there holds ``perm``: who may answer for
        something in it."""
        memberships = Membership.objects.active_on(timezone.localdate()).filter(
            unit__in=units.order_by().values("pk"), role__in=scope.roles_with(perm)
        )
        return self.filter(is_active=True, pk__in=memberships.values("user")).order_by("name")

    def named(self, query: str, *, by_nip_part: UserQuerySet | None = None) -> Self:
        """People whose name or e-mail contains ``query``, or who have this NIP.

        A part of a NIP tells birth dates, so it finds only those of ``by_nip_part``.
        """
        digits = nip.normalise(query)
        match = containing(query, "name", "email") | Q(nip=digits)
        if by_nip_part is None or not digits.isdigit():
            return self.filter(match)
        rows = User.objects.order_by().values("pk")
        part = Q(nip__contains=digits) if len(digits) > 2 else Q(nip__startswith=digits)
        by_part = by_nip_part.filter(part).order_by().values("pk")
        return self.filter(pk__in=rows.filter(match).union(by_part))

    def marked_for(self, user: Holder, people: Iterable[User]) -> list[User]:
        """``people`` with ``shows_nip``: whether ``user`` may see all its digits. One's own,
        everybody may."""
        people = list(people)
        seen = self.where(user, OrganisationPerm.VIEW_NIP).order_by()
        keys = set(seen.filter(pk__in=[each.pk for each in people]).values_list("pk", flat=True))
        for person in people:
            person.shows_nip = person.pk in keys or person.pk == user.pk
        return people

    def serving(self, unit: Unit | None, role: str | None) -> Self:
        """Those who hold ``role`` (None: any) in ``unit`` or below it (None: anywhere) today."""
        memberships = Membership.objects.filter(user_id=OuterRef("pk")).active_on(
            timezone.localdate()
        )
        if unit is not None:
            memberships = memberships.in_subtree(unit)
        if role:
            memberships = memberships.filter(role=role)
        return self.filter(Exists(memberships))

    def with_roles(self, user: Holder) -> Self:
        """With the memberships of today that ``user`` may see as ``serving_as``, in one query."""
        memberships = Membership.objects.visible_to(user).active_on(timezone.localdate())
        memberships = memberships.select_related("unit")
        return self.prefetch_related(
            models.Prefetch("memberships", memberships, to_attr="serving_as")
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, nip: str, password: str | None = None, **fields: object) -> User:
        user: User = self.model(nip=nip, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, nip: str, password: str | None = None, **fields: object) -> User:
        """The operator who makes the first administrator."""
        return self.create_user(nip, password, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login", "never_served"])
class User(Versioned, AbstractBaseUser, PermissionsMixin):
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
    #: False once a role was given; only of those of whom it is true is it asked whether they have
    #: none, which would otherwise mean to ask everybody.
    never_served = models.BooleanField(default=True, db_default=True, editable=False)

    if TYPE_CHECKING:
        shows_nip: bool  # of people ``marked_for`` somebody

    objects = UserManager()

    USERNAME_FIELD = "nip"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="organisation_user_by_name"),
            models.Index(
                fields=["name", "id"],
                condition=Q(never_served=True),
                name="organisation_user_never_served",
            ),
            trigrams("organisation_user_words", "name", "email"),
            GinIndex(OpClass("nip", name="gin_trgm_ops"), name="organisation_user_nip_parts"),
        ]
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
        if self.nip and self.employment == Employment.PNS:
            try:
                nip.validate_pns(self.nip)
            except ValidationError as error:
                raise ValidationError({"nip": error}) from None

    def get_absolute_url(self) -> str:
        return reverse("organisation:person", args=[self.pk])

    @property
    def trail_person(self) -> User:
        """Under whose key the trail names this: its text names nobody else."""
        return self

    @property
    def is_separated(self) -> bool:
        """Whether nobody can tell any more whose account it was."""
        return self.email.endswith(f"@{NOBODY}")

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def is_reached_from(self, tops: list[str]) -> bool:
        """Whether a role that reaches ``tops`` reaches every unit in which this person serves.

        Every one, today or from a later day: an administrator of one unit must not take over the
        account of somebody who holds a role elsewhere, or is about to. Where all roles have ended,
        the unit of the last one counts; a person who never had one is within the reach of any.
        """
        if not tops or self.is_superuser:
            return False
        paths = list(
            self.memberships.not_ended(timezone.localdate()).values_list("unit__path", flat=True)
        )
        if not paths:
            ended = self.memberships.order_by("-valid_to", "-pk")
            paths = list(ended.values_list("unit__path", flat=True)[:1])
        return all(path.startswith(tuple(tops)) for path in paths)

    @cached_property
    def memberships_today(self) -> tuple[Membership, ...]:
        """The roles held today; read once per user object, which is once per request."""
        rows = Membership.objects.filter(user_id=self.pk).active_on(timezone.localdate())
        rows = rows.with_spans_all().select_related("unit")
        return tuple(rows.order_by("unit__path", "role"))  # one person's

    def forget_memberships(self) -> None:
        """Read ``memberships_today`` anew: they have just changed."""
        self.__dict__.pop("memberships_today", None)

    @cached_property
    def grants_today(self) -> dict[tuple[str, str], list[Given]]:
        """What was given one by one and has not ended; read at most once per user object."""
        kinds = [kind.current(self, timezone.localdate()) for kind in Grant.kinds()]
        things: dict[tuple[str, str], list[Given]] = {}
        if kinds:
            for label, app, codename, key, path in kinds[0].union(*kinds[1:], all=True):
                things.setdefault((label, f"{app}.{codename}"), []).append(Given(key, path))
        return things

    def forget_grants(self) -> None:
        """Read ``grants_today`` anew: something has just been given, or taken back."""
        self.__dict__.pop("grants_today", None)

    def office_for(self, obj: object, perm: str = "") -> Membership | None:
        """By which of their offices this person does with ``obj`` what ``perm`` allows.

        One that reaches the unit of ``obj`` and holds ``perm``, as far as there is one; then that
        of the nearest unit, and an office of one's own before one held as Plt or Plh.
        """
        roles = scope.GRANTS.get(perm, frozenset())
        unit = getattr(obj, "unit", None)

        def rank(office: Membership) -> tuple[bool, bool, int, bool]:
            reaches = unit is not None and unit.path.startswith(office.unit.path)
            is_own = office.kind == Kind.DEFINITIF
            return reaches, office.role in roles, len(office.unit.path), is_own

        return max(self.memberships_today, key=rank, default=None)

    def role_for(self, obj: models.Model, verb: str = "") -> str:
        """Under which role this person does ``verb`` to ``obj``: for the trail, e.g. "Ketua tim,
        Dit. X".
        """
        perm = f"{obj._meta.app_label}.{verb}_{obj._meta.model_name}"
        office = self.office_for(obj, perm)
        return office.title if office else ""


class MembershipQuerySet(UnitOwnedQuerySet["Membership"]):
    def active_on(self, day: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def ended_before(self, day: date) -> Self:
        return self.filter(valid_to__lt=day)

    def not_ended(self, day: date) -> Self:
        """Held on ``day`` or later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def with_spans_all(self) -> Self:
        """Adds ``spans_all``: whether the unit is the top of the only tree."""
        others = Unit.objects.filter(depth=1).exclude(path=OuterRef("unit__path")).order_by()
        alone = models.When(~Exists(others), unit__depth=1, then=models.Value(True))
        return self.annotate(spans_all=models.Case(alone, default=models.Value(False)))

    def with_people(self) -> Self:
        """Whatever a list of memberships names: the person and the unit."""
        return self.select_related("user", "unit")

    def overlapping(self, first: date, last: date | None) -> Self:
        """Held on any day from ``first`` to ``last`` (None: without end)."""
        rows = self.not_ended(first)
        return rows.filter(valid_from__lte=last) if last else rows

    def sharing_reach_with(self, unit: Unit) -> Self:
        """Held in ``unit``, below it or above it: there is a unit that both reach."""
        below = Q(unit__path__startswith=unit.path)
        return self.filter(below | Q(unit__path__in=unit.lineage()))


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
    valid_from = LastingDayField(_("mulai"))
    valid_to = LastingDayField(_("sampai"), null=True, blank=True)
    decree = models.CharField(_("nomor SK"), max_length=100, blank=True)

    if TYPE_CHECKING:
        spans_all: bool  # of rows ``with_spans_all``

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("penugasan")
        verbose_name_plural = _("penugasan")
        ordering = ["unit__path", "role", "user__name"]
        indexes = [
            models.Index(
                fields=["valid_to"],
                condition=Q(valid_to__isnull=False),
                name="organisation_membership_ending",
            )
        ]
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
    def trail_person(self) -> User:
        """Under whose key the trail names this: its text names nobody else."""
        return self.user

    def has_ended(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    @property
    def title(self) -> str:
        """The office with its unit, e.g. "Plt Ketua tim, Direktorat Politik Dalam Negeri"."""
        return f"{self.office}, {self.unit}"

    @property
    def office(self) -> str:
        """The role as it is held, e.g. "Plt Ketua tim"."""
        prefix = "" if self.kind == Kind.DEFINITIF else f"{Kind(self.kind).name.title()} "
        return f"{prefix}{self.get_role_display()}"
