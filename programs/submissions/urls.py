"""The kinds of spreadsheet that the lists are exported as."""

from django.urls import register_converter


class SheetKind:
    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SheetKind, "sheet")
