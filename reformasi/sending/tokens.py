"""The token of a form: made with the page, bound to the person that the page was made for."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, QueryDict

NAME = "token"
_signer = signing.Signer(salt="reformasi.sending.token")


def new_token(person: int | None) -> str:
    """A token that nobody has had, for the forms of one page of ``person``."""
    return bound(uuid4(), person)


def bound(token: UUID, person: int | None) -> str:
    return _signer.sign(f"{token}:{person or ''}")


def uuid_of(text: str) -> UUID | None:
    """The random part, whoever it was made for."""
    try:
        return UUID(text[:36])
    except ValueError:
        return None


def person_of(text: str) -> int | None:
    """Whom the page was made for; None where the portal has not made this token for anybody."""
    try:
        person = _signer.unsign(text).split(":")[1]
    except (signing.BadSignature, IndexError):
        return None
    return int(person) if person else None


def posted_token(data: QueryDict) -> UUID | None:
    return uuid_of(data.get(NAME, ""))


def page_token(request: HttpRequest) -> str:
    """The token of all forms of the page that answers ``request``.

    A form that comes back keeps its own: it has not been counted yet, or is the same draft.
    """
    token: str | None = getattr(request, "form_token", None)
    if token is None:
        person = request.user.pk if hasattr(request, "user") else None
        same = uuid_of(_sent(request))
        token = bound(same, person) if same else new_token(person)
        request.form_token = token  # type: ignore[attr-defined]
    return token


def _sent(request: HttpRequest) -> str:
    """The token that came with the request; none where nobody can read its body."""
    if request.method != "POST":
        return str(getattr(request, "kept_data", {}).get(NAME, ""))
    try:
        return request.POST.get(NAME, "")
    except Exception:  # the page about a broken body must come whatever is wrong with it
        return ""
