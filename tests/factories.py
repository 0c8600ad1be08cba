"""The smallest valid units, people and roles; other states are reached by calling actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from reformasi.organisation import actions
from reformasi.organisation.models import Membership, Period, PeriodKind, Unit, User
from reformasi.organisation.roles import Role


def make_unit(code: str, parent: Unit | None = None, **fields: Any) -> Unit:
    """A unit below ``parent`` (a fresh copy of it: treebeard counts children in the row)."""
    fields = {"name": f"Unit {code}", "kind": "directorate", "echelon": "II"} | fields
    above = Unit.objects.get(pk=parent.pk) if parent else None
    return actions.create_unit(parent=above, by=None, code=code, **fields)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence("unit-{}".format)

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        return make_unit(kwargs.pop("code"), kwargs.pop("parent", None), **kwargs)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    nip = factory.Sequence(lambda n: f"19800101200501{1 + n % 2}{n // 2 % 999 + 1:03d}")
    name = factory.Sequence("Pegawai {}".format)
    email = factory.Sequence("pegawai{}@contoh.go.id".format)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(kwargs.pop("nip"), "Rahasia-sekali-1", **kwargs)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = Role.PEGAWAI
    valid_from = date(2020, 1, 1)


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = Period

    kind = PeriodKind.YEAR
    year = factory.Sequence(lambda n: 2026 + n)
    starts = factory.LazyAttribute(lambda period: date(period.year, 1, 1))
    ends = factory.LazyAttribute(lambda period: date(period.year, 12, 31))
