from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reformasi.ui import navigation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "tema"


@dataclass(frozen=True)
class Crumb:
    """A step of the trail from the home page to this page."""

    label: str
    url: str


@dataclass(frozen=True)
class Column:
    """A column of a table. ``kind`` is the class of its cells."""

    label: str
    kind: str

    @cached_property
    def cell(self) -> SafeString:
        """The attributes of each of its cells, of which a page has hundreds."""
        return format_html('data-label="{}"{}', self.label, self.kind_class)

    @property
    def kind_class(self) -> SafeString:
        return format_html(' class="{}"', self.kind) if self.kind else mark_safe("")


class Frame:
    """What stands around every page. Worked out only when a template asks for it.

    ``trail`` and ``columns`` are filled by the page itself, with ``{% crumb %}`` and
    ``{% column %}``; a table that begins later may give a column anew.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.trail: list[Crumb] = []
        self.columns: dict[str, Column] = {}

    @property
    def parent_url(self) -> str:
        """The page above this one, to which "Batal" leads."""
        return self.trail[-1].url if self.trail else "/"

    @cached_property
    def theme(self) -> str:
        """From the cookie, so the first paint already has the right colours."""
        wanted = self.request.COOKIES.get(THEME_COOKIE, "")
        return wanted if wanted in THEMES else "auto"

    @cached_property
    def sections(self) -> list[navigation.Entry]:
        return self._entries("main")

    @cached_property
    def own_pages(self) -> list[navigation.Entry]:
        return self._entries("user")

    @cached_property
    def introduction(self) -> str:
        return navigation.introduction(self.request.user) if self._someone else ""

    @property
    def _someone(self) -> bool:
        user = getattr(self.request, "user", None)  # absent when a middleware below refused
        return user is not None and user.is_authenticated

    def _entries(self, place: str) -> list[navigation.Entry]:
        if not self._someone:
            return []
        return navigation.entries(self.request.user, self.request.path, place)


def portal(request: HttpRequest) -> dict[str, object]:
    return {"DEMO": settings.DEMO, "frame": Frame(request)}
