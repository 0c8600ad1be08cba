"""What is missing on a fresh machine gets one sentence and the command that mends it."""

import importlib.util
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
# Root's own Python may lie where an ordinary user cannot run it; the system's does not.
PYTHON = shutil.which("python3", path="/usr/bin:/bin") if os.geteuid() == 0 else sys.executable
NOBODY = 65534


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "script/bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["bootstrap"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["bootstrap"]


@pytest.fixture
def checkout():
    """A copy of the scripts where an ordinary user may read, in a folder that root alone writes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "script", folder / "script")
        for lock in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
            shutil.copy(ROOT / lock, folder)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def programs(folder: Path, **targets: str) -> Path:
    """A folder for ``PATH`` with nothing but these programs and what the shell itself needs."""
    folder.mkdir(exist_ok=True)
    for name in ("dirname", "uname", "env", "sh"):
        (folder / name).symlink_to(shutil.which(name))
    for name, target in targets.items():
        (folder / name).symlink_to(target)
    return folder


def run(checkout: Path, command="server", *, path="/usr/bin:/bin", ordinary=False, **environment):
    """The end of a script: exit code and what was said. Never a traceback."""
    as_nobody = ordinary and os.geteuid() == 0
    done = subprocess.run(
        [checkout / "script" / command],
        env={"PATH": str(path), "HOME": str(checkout), "LANG": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **({"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_nobody else {}),
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def sentence_and_command(output: str) -> tuple[str, str]:
    *_, sentence, command = output.rstrip().splitlines()
    assert sentence.startswith("Gagal: ")
    assert command.startswith("    ")
    return sentence, command.strip()


def test_an_old_python_is_told_which_one_is_needed(checkout):
    path = programs(checkout / "bin", python3=shutil.which("false"))

    code, output = run(checkout, path=path)

    sentence, command = sentence_and_command(output)
    assert code == 1
    assert "Python 3.11 atau yang lebih baru" in sentence
    assert "install python" in command


def test_a_read_only_checkout_is_named(checkout):
    checkout.chmod(0o555)

    code, output = run(checkout, ordinary=True, PYTHON=PYTHON)

    sentence, command = sentence_and_command(output)
    assert code == 1
    assert f"{checkout} tidak dapat ditulisi" in sentence
    assert command.startswith("sudo chown")


@pytest.mark.skipif(sys.platform != "linux", reason="apt")
def test_someone_who_may_not_install_gets_the_whole_command(checkout):
    checkout.chmod(0o777)
    path = programs(checkout / "bin", python3=PYTHON)

    code, output = run(checkout, path=path, ordinary=True)

    sentence, command = sentence_and_command(output)
    assert code == 1
    assert "Redis" in sentence
    assert "gettext" in sentence
    assert "sudo apt-get update" in command
    install = command.split("&&")[1]
    assert install.split()[:3] == ["sudo", "apt-get", "install"]
    assert {"redis-server", "gettext"} <= set(install.split())
    assert "chromium" not in install  # only the tests need it


@pytest.mark.skipif(sys.platform != "linux", reason="apt")
def test_the_tests_also_ask_for_chromium(checkout):
    checkout.chmod(0o777)
    path = programs(checkout / "bin", python3=PYTHON)

    _, output = run(checkout, "test", path=path, ordinary=True)

    packages = {"chromium", "poppler-utils", "libreoffice-calc-nogui"}
    assert packages <= set(sentence_and_command(output)[1].split())


def test_packages_that_cannot_be_fetched_say_so(checkout):
    (checkout / "requirements.lock").write_text(
        "reformasi-tidak-ada==1.0 --hash=sha256:" + "0" * 64 + "\n"
    )

    code, output = run(checkout, PYTHON=PYTHON, PIP_NO_INDEX="1")

    sentence, command = sentence_and_command(output)
    assert code == 1
    assert sentence.startswith("Gagal: Paket Python tidak dapat dipasang")
    assert "reformasi-tidak-ada" in sentence
    assert "pip install" in command
    assert not (checkout / ".venv/reformasi-packages").exists()  # the next run tries again


def test_what_is_installed_is_not_installed_again(bootstrap, checkout, monkeypatch):
    done = []
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(bootstrap, "VENV", checkout)
    monkeypatch.setattr(bootstrap, "NODE_MODULES", checkout)
    monkeypatch.setattr(bootstrap, "npm", lambda: ["npm"])
    monkeypatch.setattr(bootstrap, "run_or_stop", lambda command, *output: done.append(command[-1]))

    bootstrap.python_packages(developing=True)
    bootstrap.python_packages(developing=False)  # a developer's packages include the others
    bootstrap.npm_packages(developing=True)
    bootstrap.npm_packages(developing=False)
    assert done == [str(checkout / "requirements-dev.lock"), "--loglevel=error"]

    (checkout / "requirements.lock").write_text("# baru\n")
    bootstrap.python_packages(developing=False)
    assert done[2:] == [str(checkout / "requirements.lock")]


def test_what_developers_check_with_is_installed_for_them_alone(bootstrap, checkout, monkeypatch):
    done = []
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(bootstrap, "NODE_MODULES", checkout)
    monkeypatch.setattr(bootstrap, "npm", lambda: ["npm"])
    monkeypatch.setattr(bootstrap, "run_or_stop", lambda command, *output: done.append(command))

    bootstrap.npm_packages(developing=False)
    bootstrap.npm_packages(developing=True)

    assert ["--omit=dev" in command for command in done] == [True, False]


def test_npm_comes_from_the_python_packages_where_the_machine_has_none(
    bootstrap, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(tmp_path))

    node, npm = bootstrap.npm()

    version = subprocess.run([node, npm, "--version"], capture_output=True, text=True, check=True)
    assert int(version.stdout.split(".")[0]) >= 10


def test_npm_packages_that_cannot_be_fetched_say_so(bootstrap, checkout, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(bootstrap, "NODE_MODULES", checkout / "node_modules")
    monkeypatch.setattr(bootstrap, "npm", lambda: ["sh", "-c", "echo npm error jaringan; exit 7"])

    with pytest.raises(bootstrap.CannotContinueError, match="npm error jaringan") as refusal:
        bootstrap.npm_packages(developing=True)

    assert refusal.value.command.startswith(f"cd {checkout} && ")


def test_npm_without_its_registry_is_told_in_the_words_of_npm(bootstrap, tmp_path, monkeypatch):
    """And npm understands what it is asked: with everything in its cache it would not look."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "NODE_MODULES", tmp_path / "node_modules")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: whoever calls is refused
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
        monkeypatch.setenv("npm_config_fetch_retries", "0")

        with pytest.raises(bootstrap.CannotContinueError, match=r"reason: .*ECONNREFUSED"):
            bootstrap.npm_packages(developing=True)


def test_a_command_can_be_typed_as_it_stands_where_the_folder_has_blanks(
    bootstrap, tmp_path, monkeypatch
):
    folder = tmp_path / "Reformasi Birokrasi"
    shutil.copytree(ROOT / "script", folder / "script")
    shutil.copy(ROOT / "requirements.lock", folder)
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    monkeypatch.setattr(bootstrap, "VENV", folder / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", "false")
    (folder / ".venv").mkdir()

    with pytest.raises(bootstrap.CannotContinueError) as refusal:
        bootstrap.python_packages(developing=False)

    assert shlex.split(refusal.value.command)[-1] == str(folder / "requirements.lock")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_an_installer_ends_with_the_start_that_is_stopped(checkout, number):
    """A stand-in for Python notes its pid where pip would install, and sleeps."""
    python = checkout / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *install*) echo $$ > {checkout}/pid; exec sleep 60;; esac\n'
    )
    python.chmod(0o755)
    start = subprocess.Popen([PYTHON, checkout / "script/bootstrap.py", "server"])
    noted = checkout / "pid"
    end = time.monotonic() + 20
    while not (noted.exists() and noted.read_text().strip()) and time.monotonic() < end:
        time.sleep(0.05)

    start.send_signal(number)

    assert start.wait(20) == 128 + number
    assert not psutil.pid_exists(int(noted.read_text()))


def test_an_installer_that_brought_nothing_is_not_believed(bootstrap, monkeypatch):
    missing = bootstrap.Need("Pango", lambda: False, "libpango-1.0-0", "pango")
    monkeypatch.setattr(bootstrap, "permission_to_install", list)
    monkeypatch.setattr(bootstrap, "run_or_stop", lambda *done: None)

    with pytest.raises(bootstrap.CannotContinueError, match="belum memiliki: Pango") as refusal:
        bootstrap.system_packages([missing])

    assert "libpango-1.0-0" in refusal.value.command


def test_pango_is_looked_for_by_loading_it(bootstrap):
    assert bootstrap.library("libpango-1.0.so.0", "libpango-1.0.dylib")()
    assert not bootstrap.library("libpanggu-1.0.so.0", "libpanggu-1.0.dylib")()


def test_ci_runs_the_checks_and_then_the_tests_and_fails_with_either(tmp_path):
    for folder in (".ci", "script"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")

    def outcome(check: int, test: int) -> tuple[int, list[str]]:
        for name, code in (("check", check), ("test", test)):
            script = tmp_path / "script" / name
            script.write_text(f"#!/bin/sh\necho {name}\nexit {code}\n")
            script.chmod(0o755)
        done = subprocess.run([tmp_path / ".ci/run"], capture_output=True, text=True)
        return done.returncode, done.stdout.split()

    assert outcome(0, 0) == (0, ["check", "test"])
    assert outcome(1, 0) == (1, ["check", "test"])
    assert outcome(0, 1) == (1, ["check", "test"])
