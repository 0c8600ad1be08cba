"""Why there is no workbook."""


class NoWorkbook(Exception):
    """The instrument does not fit this layout; the message says why."""
