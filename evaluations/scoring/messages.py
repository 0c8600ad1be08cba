"""Sentences in Indonesian that a calculation leaves behind, kept apart from the numbers in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


def gettext_noop(text: str) -> str:
    """Mark ``text`` for the translators. Only the edge translates: this package knows no locale."""
    return text


def decimal_comma(number: Decimal) -> str:
    """``Decimal("0.670")`` as an Indonesian writes it: ``0,67``."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@dataclass(frozen=True)
class Message:
    template: str
    params: Mapping[str, str | int | Decimal] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.render()

    def render(
        self,
        translate: Callable[[str], str] = str,
        number: Callable[[Decimal], str] = decimal_comma,
    ) -> str:
        """The sentence; a page passes ``gettext`` and its own way to write numbers."""
        params = {
            name: number(value) if isinstance(value, Decimal) else value
            for name, value in self.params.items()
        }
        return translate(self.template) % params
