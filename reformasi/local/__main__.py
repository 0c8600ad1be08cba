"""``python -m reformasi.local server|prepare|static|release|test|check``: what the scripts call."""

import os
import sys
from shlex import quote

from reformasi.local.errors import CannotContinueError
from reformasi.local.supervisor import Interrupted


def main(command: str, arguments: list[str]) -> int:
    """Each command imports only what it needs: a second start is measured in seconds."""
    if command == "server":
        from reformasi.local.server import serve

        return serve()
    if command == "test":
        from reformasi.local.suite import run_tests

        return run_tests(arguments)
    if command == "check":
        from reformasi.local.checks import run_checks

        return run_checks(arguments)
    from reformasi.local.prepare import collect, prepare, release

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")
    {"prepare": prepare, "static": collect, "release": release}[command]()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except CannotContinueError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except OSError as error:  # a full disk, or a file that someone else owns
        place = quote(str(error.filename or os.getcwd()))
        mend = f"df -h {place}; ls -ld {place}"
        print(CannotContinueError(f"{place}: {error.strerror or error}.", mend), file=sys.stderr)
        sys.exit(1)
    except Interrupted as interrupted:
        sys.exit(128 + interrupted.number)
    except KeyboardInterrupt:
        sys.exit(130)
