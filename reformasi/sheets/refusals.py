"""Why a file cannot be read as a table, for the person who sent it."""

from django.core.exceptions import ValidationError


class SheetRefused(ValidationError):
    """The file cannot be read as a table; its one message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="sheet")
