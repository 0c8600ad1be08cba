"""The browser of the interface tests, for the pages of the programs."""

from tests.ui.conftest import chromium, open_browser

__all__ = ["chromium", "open_browser"]
