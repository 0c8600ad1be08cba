"""The menu. Apps register their entries when they start; this module knows none of them.

An entry costs a page no more queries than asking for ``perm`` and ``count`` do, and those run only
when a template really draws the menu. What waits is counted once in ``COUNTED_FOR``, and again
after whatever the person does.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from redis.exceptions import RedisError

from .caching import forget, remember
from .counts import Count

#: Seconds. What others do meanwhile shows as late as that in the menu, at once on the page itself.
COUNTED_FOR = 30


class User(Protocol):
    """Whoever looks: this floor knows no user model."""

    @property
    def pk(self) -> object: ...

    def has_perm(self, perm: str, /) -> bool: ...


#: Called with the user who looks; what a user is, only the apps above know.
Tally = Callable[..., Count]  # type: ignore[explicit-any]
Describe = Callable[..., str]  # type: ignore[explicit-any]


@functools.cache
def _address(url_name: str, urlconf: str) -> str | None:
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return None


@dataclass(frozen=True)
class Item:
    """One entry of the menu.

    ``perm`` is held, in any unit, by those who see the entry; empty: everybody sees it.
    ``count`` takes the user and gives how many things wait for them there; 0 and None show nothing.
    ``within`` is another beginning of addresses whose pages belong to this entry.
    ``place`` is "main" (the sidebar) or "user" (the menu behind the person's name).
    """

    label: str | Promise
    url_name: str
    icon: str
    order: int = 100
    perm: str = ""
    count: Tally | None = None
    group: str | Promise = ""
    place: str = "main"
    within: str = ""

    def url(self) -> str | None:
        """None while the app has no such address (a test refuses a release like that)."""
        return _address(self.url_name, get_urlconf(settings.ROOT_URLCONF))


@dataclass(frozen=True)
class Entry:
    """An item as one user sees it on one page."""

    label: str
    url: str
    icon: str
    group: str
    count: Count
    current: bool


_items: dict[str, Item] = {}
_introductions: list[Describe] = []


def register(*items: Item) -> None:
    """Add entries. Registering the same URL name again replaces the entry."""
    _items.update({item.url_name: item for item in items})


def registered() -> list[Item]:
    return sorted(_items.values(), key=lambda item: (item.order, str(item.label)))


def introduce_with(describe: Describe) -> None:
    """Say who the user is, in one line ("Ketua tim, Direktorat ..."). The last one wins."""
    _introductions[:] = [describe]


def introduction(user: User) -> str:
    return _introductions[0](user) if _introductions else ""


def entries(user: User, path: str, place: str = "main") -> list[Entry]:
    """What ``user`` sees at ``place``; the entry with the longest matching address is current."""
    items = [
        (item, url)
        for item in registered()
        if item.place == place
        and (url := item.url())
        and (not item.perm or user.has_perm(item.perm))
    ]
    current = _current(path, items)
    counts = _counts(user, {item.url_name: item.count for item, _ in items if item.count})
    return [
        Entry(
            label=str(item.label),
            url=url,
            icon=item.icon,
            group=str(item.group),
            count=counts.get(item.url_name, Count(0)),
            current=url == current,
        )
        for item, url in items
    ]


def count_again(user: User) -> None:
    """``user`` has done something."""
    forget(_key(user))


def _counts(user: User, tallies: Mapping[str, Tally]) -> dict[str, Count]:
    """By the name of an entry's address; counted anew also when the person sees other entries."""
    if not tallies:
        return {}
    try:
        kept: dict[str, list[int]] | None = cache.get(_key(user))
    except RedisError:  # nor would it take what is counted now: a page waits for it once
        return {name: tally(user) for name, tally in tallies.items()}
    if kept is None or kept.keys() != tallies.keys():
        counts = {name: tally(user) for name, tally in tallies.items()}
        kept = {name: [count.number, count.more] for name, count in counts.items()}
        remember(_key(user), kept, COUNTED_FOR)
    return {name: Count(number, bool(more)) for name, (number, more) in kept.items()}


def _key(user: User) -> str:
    return f"menu:{user.pk}"


def _current(path: str, items: Iterable[tuple[Item, str]]) -> str | None:
    """The home page "/" is current only on itself, or every page would belong to it."""
    matches = [
        (len(start), url)
        for item, url in items
        for start in (url, item.within)
        if start and (path == start or (start != "/" and path.startswith(start)))
    ]
    return max(matches, default=(0, None))[1]
