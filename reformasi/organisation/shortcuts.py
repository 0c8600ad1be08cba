"""404 if they may not see it, 403 (on the trail) if they see it but may not do this."""

from __future__ import annotations

from typing import Protocol, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from reformasi.audit.refusals import NotPermitted

from .access import permission_label
from .models import User
from .scope import Visible

M = TypeVar("M", bound=Model)


class Request(HttpRequest):
    """A request behind the login: its user is one of ours."""

    user: User
    htmx: HtmxDetails


class Asker(Protocol):
    """All that a filter asks of a request."""

    @property
    def user(self) -> User: ...


def get_visible_or_404(user: User, rows: type[M] | QuerySet[M], **lookup: object) -> M:
    """The one object of ``rows`` (a model or a QuerySet) that ``user`` may see."""
    queryset = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    return get_object_or_404(cast(Visible[QuerySet[M]], queryset).visible_to(user), **lookup)


def get_permitted_or_404(user: User, perm: str, rows: type[M] | QuerySet[M], **lookup: object) -> M:
    """The object, if ``user`` also holds ``perm`` on it.

    Raises:
        NotPermitted: they may see it but not do this.
    """
    obj = get_visible_or_404(user, rows, **lookup)
    require(user, perm, obj)
    return obj


def require_somewhere(user: User, perm: str) -> None:
    """Refuse, on the trail, a page whose permission ``user`` holds in no unit."""
    if not user.has_perm(perm):
        raise NotPermitted(
            _("Tidak ada peran Anda yang berwenang %(act)s.") % {"act": permission_label(perm)},
            verb=perm.split(".", 1)[1],
            target=user,
            phrase=permission_label(perm),
        )


def require(user: User, perm: str, obj: Model) -> None:
    """Refuse, on the trail, what ``user`` may not do with ``obj``."""
    if not user.has_perm(perm, obj):
        raise NotPermitted(
            _("Peran Anda di unit ini tidak berwenang %(act)s.") % {"act": permission_label(perm)},
            verb=perm.split(".", 1)[1].rsplit("_", 1)[0],
            target=obj,
        )
