"""The organisation's part of the menu, and the line under a person's name."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reformasi.ui.navigation import Item, introduce_with, register


def _holds(perm: str) -> Any:
    return lambda user: user.has_perm(perm)


def introduction(user: Any) -> str:
    """The first role with its unit, and how many more there are."""
    held = user.memberships_today
    if not held:
        return ""
    first = f"{held[0].office}, {held[0].unit.label}"
    return f"{first} (+{len(held) - 1})" if len(held) > 1 else first


GROUP = _("Organisasi")
register(
    Item(
        _("Unit kerja"),
        "organisation:units",
        "tree",
        80,
        _holds("organisation.view_unit"),
        group=GROUP,
    ),
    Item(
        _("Orang"),
        "organisation:people",
        "users",
        81,
        _holds("organisation.view_user"),
        group=GROUP,
    ),
    Item(
        _("Periode dan jendela"),
        "organisation:periods",
        "calendar",
        82,
        _holds("organisation.view_period"),
        group=GROUP,
    ),
    Item(
        _("Boleh atau tidak?"),
        "organisation:access",
        "key",
        83,
        _holds("organisation.explain_access"),
        group=GROUP,
    ),
)
introduce_with(introduction)
