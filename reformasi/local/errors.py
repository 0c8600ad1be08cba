"""The error that a person sees instead of a traceback when the machine lacks something."""

from pathlib import Path
from shlex import quote


class CannotContinueError(Exception):
    """One sentence for the person at the terminal, and the command that mends it."""

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__(sentence)
        self.sentence, self.command = sentence, command

    def __str__(self) -> str:
        return f"Gagal: {self.sentence}\n    {self.command}"


def show(log: Path) -> str:
    """The command that shows the end of ``log``."""
    return f"tail -n 30 {quote(str(log))}"
