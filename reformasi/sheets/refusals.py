"""Why a file cannot be read as a table, for the person who sent it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class SheetRefused(ValidationError):
    """The file cannot be read as a table; its one message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="sheet")


class ColumnsUnread(SheetRefused):
    """The file has columns of no meaning here, and nobody said that they may be left out."""

    def __init__(self) -> None:
        super().__init__(_("Beri tanda dahulu, atau betulkan judul kolomnya lalu unggah lagi."))
