"""The organisation's part of the menu, and the line under a person's name."""

from django.utils.translation import gettext_lazy as _

from reformasi.ui import navigation
from reformasi.ui.navigation import Item

from .models import User
from .permissions import OrganisationPerm


def introduction(user: User) -> str:
    """The first role with its unit, and how many more there are."""
    memberships = user.memberships_today
    if not memberships:
        return ""
    first = f"{memberships[0].office}, {memberships[0].unit.label}"
    return f"{first} (+{len(memberships) - 1})" if len(memberships) > 1 else first


GROUP = _("Organisasi")
ITEMS = [
    Item(
        label=_("Unit kerja"),
        url_name="organisation:units",
        icon="tree",
        order=80,
        perm=OrganisationPerm.VIEW_UNIT,
        group=GROUP,
    ),
    Item(
        label=_("Orang"),
        url_name="organisation:people",
        icon="users",
        order=81,
        perm=OrganisationPerm.VIEW_USER,
        group=GROUP,
    ),
    Item(
        label=_("Periode dan jendela"),
        url_name="organisation:periods",
        icon="calendar",
        order=82,
        perm=OrganisationPerm.VIEW_PERIOD,
        group=GROUP,
    ),
    Item(
        label=_("Boleh atau tidak?"),
        url_name="organisation:access",
        icon="key",
        order=83,
        perm=OrganisationPerm.EXPLAIN_ACCESS,
        group=GROUP,
    ),
]


def register() -> None:
    navigation.register(*ITEMS)
    navigation.introduce_with(introduction)
