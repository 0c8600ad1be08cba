# ruff: noqa: E501 - a path reads no better on two lines
"""Our own icons: strokes on a grid of 24, drawn in the colour of the text around them."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Each value is the inside of an <svg viewBox="0 0 24 24">. Only static markup stands here.
SHAPES: dict[str, str] = {
    "home": '<path d="M4 11.5 12 4l8 7.5M6 10v10h12V10M10 20v-5h4v5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
    "minus": '<path d="M5 12h14"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "alert": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "file": '<path d="M6 3.5h8L19 8v12.5H6zM14 3.5V8h5M9 13h7M9 16.5h5"/>',
    "upload": '<path d="M12 16V4.5M7.5 9 12 4.5 16.5 9M4.5 15.5v4h15v-4"/>',
    "download": '<path d="M12 4.5V16M7.5 11.5 12 16l4.5-4.5M4.5 15.5v4h15v-4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "edit": '<path d="m4 20 .9-4.2L16 4.7l3.3 3.3L8.2 19.1zM13.8 7l3.3 3.3"/>',
    "trash": '<path d="M4.5 7h15M9 7V4.5h6V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4.2 3.6-6 7.5-6s6.9 1.8 7.5 6"/>',
    "users": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-3.8 3-5.5 6.5-5.5s6 1.7 6.5 5.5'
        'M15.5 5.4a3.5 3.5 0 0 1 0 6.2M18 15c2 .7 3.2 2.4 3.5 5"/>'
    ),
    "building": (
        '<path d="M5 20.5v-16h9v16M14 9.5h5v11M3 20.5h18M8 8h3M8 11.5h3M8 15h3M16.5 13v.1M16.5 16.5v.1"/>'
    ),
    "tree": (
        '<rect x="9" y="3.5" width="6" height="4.5"/><rect x="3" y="16" width="6" height="4.5"/>'
        '<rect x="15" y="16" width="6" height="4.5"/><path d="M12 8v4M6 16v-4h12v4"/>'
    ),
    "chart": '<path d="M4 4v16h16M8 16.5V12M12 16.5V7.5M16 16.5v-6"/>',
    "letter": '<rect x="3.5" y="5.5" width="17" height="13"/><path d="m4 6.5 8 6.5 8-6.5"/>',
    "shield": '<path d="M12 3.5 19 6v5.5c0 4.6-2.8 7.4-7 9-4.2-1.6-7-4.4-7-9V6zM9 12l2.2 2.2L15.2 10"/>',
    "flag": '<path d="M6 21V4M6 5h12l-2.5 4L18 13H6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "arrow-right": '<path d="M4.5 12h15M13.5 6l6 6-6 6"/>',
    "arrow-left": '<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-right": '<path d="m9.5 6 6 6-6 6"/>',
    "eye": (
        '<path d="M2.5 12c2.3-4.3 5.5-6.5 9.5-6.5s7.2 2.2 9.5 6.5c-2.3 4.3-5.5 6.5-9.5 6.5'
        'S4.8 16.3 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>'
    ),
    "lock": '<rect x="5" y="11" width="14" height="9.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3M12 14.5v2.5"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l2.5 2.5"/>',
    "qr": (
        '<rect x="4" y="4" width="6" height="6"/><rect x="14" y="4" width="6" height="6"/>'
        '<rect x="4" y="14" width="6" height="6"/><path d="M14 14h2.5v2.5M20 14v3M14 20h2.5M19 20h1"/>'
    ),
    "logout": '<path d="M14 4.5H5v15h9M10 12h10.5M16.5 8l4 4-4 4"/>',
    "history": '<path d="M4.2 9A8.5 8.5 0 1 1 3.5 12M4 4.5V9h4.5M12 7.5v4.7l3.2 1.9"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
    "filter": '<path d="M4 5h16l-6.2 7.5V19l-3.6-2v-4.5z"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.1M4.5 12v.1M4.5 17.5v.1"/>',
    "copy": '<rect x="8.5" y="8.5" width="11.5" height="11.5"/><path d="M15.5 8.5V4H4v11.5h4.5"/>',
    "link": '<path d="M10 14 14.5 9.5M11 7l2.5-2.5a4.2 4.2 0 0 1 6 6L17 13M13 17l-2.5 2.5a4.2 4.2 0 0 1-6-6L7 11"/>',
    "send": '<path d="M20.5 3.5 3.5 10l7 3.5 3.5 7zM10.5 13.5l4-4"/>',
    "undo": '<path d="M8.5 5 4 9.5 8.5 14M4 9.5h10.5a5 5 0 0 1 0 10H9"/>',
    "pause": '<circle cx="12" cy="12" r="8.5"/><path d="M6 18 18 6"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9L12 16.9l-5.3 2.8 1.1-5.9L3.5 9.7l5.9-.8z"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "theme": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17M12 7l5.5-1.5M12 12h8.5M12 17l5.5 1.5"/>',
}


@cache
def icon(name: str, size: int = 20) -> SafeString:
    """An icon for the eye only: the text beside it says the same. Unknown names raise KeyError."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false">{1}</svg>',
        str(size),
        mark_safe(SHAPES[name]),  # noqa: S308 - written above
    )
