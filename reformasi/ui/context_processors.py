from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from reformasi.ui import navigation

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "tema"


class Frame:
    """What stands around every page. Worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

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
