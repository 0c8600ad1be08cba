"""The way back to a list as somebody left it: filtered, and on its page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url

SESSION_KEY = "lists"
MOST_LISTS = 20
MOST_LETTERS = 1_000  # of a query; a longer one is not kept


def remember(request: HttpRequest) -> None:
    """Keep the query of the list that answers ``request``; one without a query is as it was.

    Only the query is kept, under the path of the list: nobody is ever led elsewhere.
    """
    session = getattr(request, "session", None)
    if session is None:  # a list outside of a page
        return
    query = request.GET.urlencode()
    queries = session.get(SESSION_KEY, {})
    if len(query) > MOST_LETTERS or query == queries.get(request.path, ""):
        return
    others = {path: each for path, each in queries.items() if path != request.path}
    newest = list(others.items())[1 - MOST_LISTS :]
    session[SESSION_KEY] = dict(newest) | ({request.path: query} if query else {})


def way_back(request: HttpRequest, path: str) -> str:
    """``path`` with the query with which it was last looked at."""
    session = getattr(request, "session", {})
    query = session.get(SESSION_KEY, {}).get(path)
    return f"{path}?{query}" if query else path


def redirect_to_list(request: HttpRequest, name: str, *args: object) -> HttpResponseRedirect:
    return redirect(way_back(request, resolve_url(name, *args)))
