"""What every test may count on: static files are collected and translations compiled."""

import gc
import subprocess
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from reformasi.local.assets import collect_static, compile_messages
from reformasi.local.postgres import Postgres
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Role
from tests import template
from tests.factories import MembershipFactory, make_unit
from tests.portal import Portal
from tests.stack import eventually

TEMPLATE = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Once, before xdist starts its workers."""
    gc.disable()  # until all tests are collected
    config = session.config
    if hasattr(config, "workerinput"):
        return
    compile_messages()
    collect_static()
    if config.getoption("numprocesses", None) and not config.getoption("reuse_db"):
        config.stash[TEMPLATE] = template.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The processes that copied the database have ended by now."""
    if making := config.stash.get(TEMPLATE, None):
        making.communicate()


#: What takes long or needs more than PostgreSQL and Redis; all else is ``quick``.
SLOW = {"browser", "stack", "load"}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Marks before pytest chooses by marker. After all others have sorted, puts first what needs
    no database, for it is being made meanwhile, then what takes long: short ones fill the end."""
    for item in items:
        if SLOW.isdisjoint(marker.name for marker in item.iter_markers()):
            item.add_marker("quick")
    yield
    items.sort(key=lambda item: (needs_a_database(item), is_short(item)))


#: The quick tests of what must be covered whole (pyproject.toml).
MEASURED = (
    "tests/evaluations/",
    "tests/organisation/test_reach.py",
    "tests/organisation/test_scope.py",
    "tests/workflow/",
    "tests/zona_integritas/rulings/",
)
#: Among them those that show nothing of it that the others do not.
OF_WORKBOOKS = (
    "tests/evaluations/assessments/test_reading_",
    "tests/evaluations/assessments/test_workbook_",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage is traced in those tests alone: in all of them it would take half as long again."""
    plugin: Any = item.config.pluginmanager.getplugin("_cov")
    controller = plugin.cov_controller if plugin else None
    if controller is None or is_measured(item):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


def is_measured(item: pytest.Item) -> bool:
    quick = item.get_closest_marker("quick") is not None
    return quick and item.nodeid.startswith(MEASURED) and not item.nodeid.startswith(OF_WORKBOOKS)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it for garbage, again and again,
    took a third of the time of a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def is_short(item: pytest.Item) -> bool:
    markers = {marker.name for marker in item.iter_markers()}
    return markers.isdisjoint(SLOW | {"xdist_group"})


def needs_a_database(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or bool(item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Before this process makes its database."""
    template.wait()


@pytest.fixture(scope="module")
def vacuumed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For modules that fill tables with thousands of rows: PostgreSQL would step over what they
    leave, dead, at each of later tests' queries; planning one of thirty tables took minutes."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


#: Django would fill them again with the same rows after each emptying.
NEVER_EMPTIED = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_between_tests_alone() -> Iterator[None]:
    """After a test that commits: only the tables that hold rows, in a twentieth of the time that
    Django needs for all of them. The trail refuses everybody else."""

    def emptied(_case: TransactionTestCase) -> None:
        eventually(nobody_else_asks, "what a closed browser has asked for is answered")
        empty_tables()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


def empty_tables() -> None:
    """Without triggers: neither foreign keys nor the row history nor the trail say anything."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})"
        for name in sorted(set(names) - NEVER_EMPTIED)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


def nobody_else_asks() -> bool:
    """Whether no request of the test's own server is still at work: it would block the emptying."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle')"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """``script/server`` with the sample office, started as often as tests stop it; all who ask for
    it belong to the ``xdist_group`` "server", for its first start takes a minute."""
    portal = Portal(tmp_path_factory.mktemp("server") / "var")
    yield portal
    portal.stop()
    Postgres(portal.var).remove()


@pytest.fixture
def ministry(db: None) -> Unit:
    """The root of a small tree: ministry > directorate-general > two directorates."""
    return make_unit("kementerian", name="Kementerian", kind="ministry", echelon="")


@pytest.fixture
def ditjen(ministry: Unit) -> Unit:
    return make_unit(
        "ditjen", ministry, name="Direktorat Jenderal", kind="directorate_general", echelon="I"
    )


@pytest.fixture
def unit(ditjen: Unit) -> Unit:
    """The directorate in which most stories play."""
    return make_unit("direktorat", ditjen, name="Direktorat Organisasi")


@pytest.fixture
def sibling(ditjen: Unit) -> Unit:
    return make_unit("tetangga", ditjen, name="Direktorat Tetangga")


@pytest.fixture
def child(unit: Unit) -> Unit:
    return make_unit("subdit", unit, name="Subdirektorat", kind="subdirectorate", echelon="III")


@pytest.fixture
def member_of() -> Callable[..., User]:
    """``member_of(unit, Role.X)`` makes a person with that role; ``user=`` takes a known one."""

    def make(where: Unit, role: Role, user: User | None = None, **fields: Any) -> User:
        membership = MembershipFactory(
            unit=where, role=role, **({"user": user} if user else {}), **fields
        )
        membership.user.forget_memberships()
        return membership.user

    return make


@pytest.fixture
def pegawai(unit: Unit, member_of: Callable[..., User]) -> User:
    return member_of(unit, Role.PEGAWAI)


@pytest.fixture
def ketua_tim(unit: Unit, member_of: Callable[..., User]) -> User:
    return member_of(unit, Role.KETUA_TIM)


@pytest.fixture
def biro(ministry: Unit, member_of: Callable[..., User]) -> User:
    return member_of(ministry, Role.BIRO)


@pytest.fixture
def pimpinan(ditjen: Unit, member_of: Callable[..., User]) -> User:
    return member_of(ditjen, Role.PIMPINAN)


@pytest.fixture
def admin(ministry: Unit, member_of: Callable[..., User]) -> User:
    return member_of(ministry, Role.ADMIN)


@pytest.fixture
def login(client: Client) -> Callable[[User], Client]:
    """``login(user).get(...)``: the test client as that person."""

    def as_user(user: User) -> Client:
        client.force_login(user, backend="reformasi.accounts.backends.LoginBackend")
        return client

    return as_user
