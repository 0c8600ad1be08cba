"""Inputs that browsers draw themselves. Their values travel as ISO whatever the language."""

from django import forms


class DateInput(forms.DateInput):
    """A calendar. Django's own would write 30/04/2019, which a browser shows as empty."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class FilesInput(forms.ClearableFileInput):
    """Several files at once; its field must expect a list."""

    allow_multiple_selected = True
