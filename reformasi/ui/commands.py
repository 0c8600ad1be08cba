"""What every command keeps to: what a file says stays text, and a fault becomes a sentence."""

from __future__ import annotations

import csv
import stat
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

#: They turn the direction of what follows them on a terminal.
TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: What reading a table may end in that is cut, of another kind or edited wrongly.
UNREADABLE = (
    csv.Error, UnicodeError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
    OSError,
)  # fmt: skip
#: What writing a table may end in that was read, but says what cannot be. Any other error of an
#: action is a fault of the portal, and not of the table.
UNFIT = (ValidationError, ObjectDoesNotExist, DataError, IntegrityError)


def printable(text: str) -> str:
    r"""``text`` with what a terminal would obey written out: ESC becomes ``\x1b``."""
    return "".join(
        character.encode("unicode_escape").decode()
        if character in TURNING
        or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
        else character
        for character in text
    )


class PlainOutput(OutputWrapper):
    """Writes text of files and tables without letting the terminal act on it."""

    def write(  # type: ignore[override]  # as Django's own
        self,
        msg: str = "",
        style_func: Callable[[str], str] | None = None,
        ending: str | None = None,
    ) -> None:
        super().write(printable(msg), style_func, ending)


class PortalCommand(BaseCommand):
    """A command that reads files, or prints what people wrote."""

    def __init__(
        self, stdout: TextIO | None = None, stderr: TextIO | None = None, **options: bool
    ) -> None:
        super().__init__(stdout, stderr, **options)
        self.stdout = PlainOutput(stdout or sys.stdout)
        self.stderr = PlainOutput(stderr or sys.stderr)
        self.stderr.style_func = self.style.ERROR

    def execute(self, *args: str, **options: object) -> str | None:
        for name, value in options.items():
            if isinstance(value, str) and not is_text(value):
                raise CommandError(
                    _("Pilihan %(name)s memuat huruf yang tidak terbaca. Ketik ulang.")
                    % {"name": f"--{name.replace('_', '-')}"}
                )
        for name in ("stdout", "stderr"):
            if stream := cast("TextIO | None", options.get(name)):
                options[name] = PlainOutput(stream)
        return super().execute(*args, **options)


def is_text(value: str) -> bool:
    """Whether an argument of the command line was UTF-8 and is nothing that no table can hold."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def require_plain_file(path: Path) -> None:
    """Raises CommandError for what would be waited on for ever, and for what is not there."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise CommandError(
            _("%(path)s tidak dapat dibuka: %(reason)s.") % {"path": path, "reason": reason}
        ) from error
    if not stat.S_ISREG(mode):
        raise CommandError(_("%(path)s bukan berkas biasa.") % {"path": path})


@contextmanager
def reading(path: Path, *passing: type[Exception]) -> Iterator[None]:
    """While a table that comes with the portal is read, whole; a broken one is told by name.

    ``passing`` are faults with a sentence of their own.

    Raises:
        CommandError: it is cut, of another kind, or edited wrongly.
    """
    try:
        yield
    except passing:
        raise
    except UNREADABLE as error:
        raise _broken(path, error) from error


@contextmanager
def loading(path: Path) -> Iterator[None]:
    """While what was read of it is written.

    Raises:
        CommandError: it says what cannot be.
    """
    try:
        yield
    except UNFIT as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> CommandError:
    return CommandError(
        _("%(path)s rusak atau terpotong (%(error)s). Pulihkan dari asalnya, lalu ulangi.")
        % {"path": path, "error": f"{type(error).__name__}: {error}"}
    )
