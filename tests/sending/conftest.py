"""The browser of the interface tests, for forms on their way."""

from tests.ui.conftest import chromium, open_browser

__all__ = ["chromium", "open_browser"]
