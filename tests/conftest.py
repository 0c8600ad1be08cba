"""What every test may count on: static files are collected and translations compiled."""

import pytest

from reformasi.local.assets import collect_static, compile_messages


def pytest_sessionstart(session: pytest.Session) -> None:
    """Once, before xdist starts its workers."""
    if not hasattr(session.config, "workerinput"):
        compile_messages()
        collect_static()
