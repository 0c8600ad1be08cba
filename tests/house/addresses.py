"""The addresses of the project by name."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLResolver


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The name of every address of the project, e.g. "programs:activity"."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"?{pattern.pattern}"
