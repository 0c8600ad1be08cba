"""How forms are drawn and read: with the portal's templates, and one line where one is shown."""

from django.forms import BoundField, TextInput
from django.forms.renderers import TemplatesSetting

from .text import one_line


class Line(BoundField):
    """A field of one line takes one line: a pasted line end becomes a blank, as it looks."""

    @property
    def data(self) -> object:
        value: object = super().data
        return one_line(value) if self._is_line and isinstance(value, str) else value

    @property
    def _is_line(self) -> bool:
        return isinstance(self.field.widget, TextInput)


class Renderer(TemplatesSetting):
    bound_field_class = Line
