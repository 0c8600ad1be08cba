"""Text that somebody sent when it could not be taken, until they have logged in again (ADR 106)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from .tokens import NAME, person_of
from .typed import Typed, is_secret, labelled

SESSION_KEY = "kept_form"
LIFE = timedelta(hours=1)
#: Longer texts are shown at once instead; a session is no store.
MAX_LETTERS = 200_000
NOT_KEPT = {"csrfmiddlewaretoken"}
#: In the query of the form's address: throw the text away.
DISCARD = "buang"


@dataclass(frozen=True)
class Kept:
    """A refused form without its secrets: sent to ``address``, from ``page``."""

    address: str
    page: str
    person: int
    at: str
    fields: dict[str, list[str]]
    files: list[str] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return datetime.fromisoformat(self.at)

    @property
    def data(self) -> QueryDict:
        """As it was sent, for the form to be bound to."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data

    @property
    def lines(self) -> list[Typed]:
        return labelled(self.address, self.data, self.files)

    def is_of(self, person: int | None, now: datetime) -> bool:
        return self.person == person and now - self.since < LIFE


def keep(request: HttpRequest) -> Kept | None:
    """Keep what ``request`` brought in the session of this browser, for whom the form was made.

    None where it is no form that the portal has made for somebody, or where it is too long.
    """
    if request.method != "POST":
        return None
    person = person_of(request.POST.get(NAME, ""))
    fields = {
        name: list(values)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and not is_secret(name, request.path_info)
    }
    letters = sum(len(value) for values in fields.values() for value in values)
    if person is None or letters > MAX_LETTERS:
        return None
    files = [file.name or "" for _name, each in request.FILES.lists() for file in each]
    now = timezone.now().isoformat()
    kept = Kept(request.path, _page_of(request), person, now, fields, files)
    request.session[SESSION_KEY] = asdict(kept)
    return kept


def kept_for(request: HttpRequest) -> Kept | None:
    """What is kept for the person of this session, if its hour is not over."""
    raw = request.session.get(SESSION_KEY)
    if raw is None:
        return None
    try:
        kept = Kept(**raw)
    except TypeError:  # from before a change of the portal: it has other parts
        kept = None
    if kept is not None and kept.is_of(request.user.pk, timezone.now()):
        return kept
    forget(request)
    return None


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def _page_of(request: HttpRequest) -> str:
    """Where the form stood: the browser says so, for it may have been sent elsewhere."""
    origin = urlsplit(request.headers.get("Referer", ""))
    if origin.netloc != request.get_host():
        return request.get_full_path()
    return f"{origin.path}?{origin.query}" if origin.query else origin.path
