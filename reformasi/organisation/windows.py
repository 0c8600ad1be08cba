"""The stages of work that may have a window in a year; each app registers its own at start-up."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Window:
    """A stage of the year's work that an administrator may open and close.

    ``code`` stands in the table of periods, so it never changes; one code belongs to one app.
    What ``goes_on`` takes years after the one that it is named for: without days it stays open.
    """

    code: str  # "action_plan"
    label: str | Promise  # "Penyusunan rencana aksi"
    goes_on: bool = False


_windows: dict[str, Window] = {}


def register(*windows: Window) -> None:
    """Offer ``windows`` on the page of periods.

    Raises:
        ValueError: a code is registered twice.
    """
    for window in windows:
        if window.code in _windows:
            raise ValueError(f"window {window.code} is registered twice")
        _windows[window.code] = window


def window_of(code: str) -> Window:
    """The window with this code; KeyError if no app registers it (any more)."""
    return _windows[code]


def choices() -> list[tuple[str, str | Promise]]:
    """Every registered window, as a form offers it."""
    return [(window.code, window.label) for window in _windows.values()]
