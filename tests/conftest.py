"""Real Postgres for everybody: one migrated template per run, a fresh clone where rows must commit.

The suite connects as the application's role, which may neither change the schema nor touch the
ledger's rows, so that a test cannot pass on rights that production does not have.
"""

import gc
import os
import re
import socket
from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.template import Context, base

from tests import factories, kept
from tests.bench import database
from vendors import channel_rules

pytest_plugins = ["tests.cast"]
DEADLINE_SECONDS = 20.0
CURRENT = "PYTEST_CURRENT_TEST"
LONGEST = re.compile(
    "every_page|a_year_is|answers_each_person|comes_up_whatever|brings_the_site_down"
    "|test_whole_life"
)


def pytest_configure(config) -> None:
    """Give each worker a cache of its own: ``cache.clear()`` of one emptied the counts of all."""
    worker = getattr(config, "workerinput", {"workerid": "gw0"})["workerid"]
    shared = settings.CACHES["default"]
    database = 2 + int(worker.removeprefix("gw")) % 14
    shared["LOCATION"] = re.sub(r"1$", str(database), shared["LOCATION"])
    # Read anew after a minute, they added two queries to whichever page was being counted then.
    channel_rules.KEPT_SECONDS = float("inf")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: begun last, one would keep one core busy and the other idle."""
    items.sort(key=lambda item: not LONGEST.search(item.nodeid))


def pytest_collection_finish() -> None:
    """Keep what is loaded out of the garbage collector: walking it took a sixth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def _owner_url(name: str) -> str:
    parts = urlsplit(settings.DATABASE_OWNER_URL)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _run_as_owner(*statements: str) -> None:
    owner = psycopg2.connect(_owner_url("postgres"))
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        owner.close()


def _drop(name: str) -> None:
    """Drop a database; FORCE only for connections a failed test forgot (no vacuum may be ended)."""
    try:
        _run_as_owner(f'DROP DATABASE IF EXISTS "{name}"')
    except psycopg2.errors.ObjectInUse:
        _run_as_owner(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _use(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id) -> Iterator[str]:
    """Migrate one database as its owner, then hand it over to the application's role."""
    prefix = os.environ.get("PASAR_BELA_TEST_DB", "test_pasar_bela")
    name = f"{prefix}_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        _run_as_owner(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
        _use(name)
        database.prepare()
    yield name
    with django_db_blocker.unblock():
        connections.close_all()
        _drop(name)


@kept.builds("kept_world")
def _cast() -> SimpleNamespace:
    return SimpleNamespace(world=factories.make_world())


@pytest.fixture(scope="session")
def _kept_as(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Callable]:
    """Give the database that a fixture stands for, built when it is asked for first."""
    made: dict[str, kept.Kept] = {}

    def named(fixture: str) -> kept.Kept:
        if fixture not in made:
            with django_db_blocker.unblock():
                folder = tmp_path_factory.mktemp(fixture)
                made[fixture] = kept.Kept(fixture, kept.BUILDERS[fixture], folder)
        return made[fixture]

    yield named
    with django_db_blocker.unblock():
        for one in made.values():
            one.drop()


@pytest.fixture
def _kept(request, _isolated) -> Iterator[SimpleNamespace]:
    """What the test finds built, chosen before its transaction begins; empty for nothing."""
    asked = [fixture for fixture in kept.BUILDERS if fixture in request.fixturenames]
    if not asked:
        yield SimpleNamespace()
        return
    with request.getfixturevalue("_kept_as")(asked[-1]).used() as built:
        yield built


@pytest.fixture
def _django_db_helper(_kept, _django_db_helper) -> None:
    """What ``db`` and its mark stand on: pytest-django's own, on the chosen database."""


@pytest.fixture
def kept_world(_kept, db) -> factories.World:
    """The test's own copy of the cast; made anew where it was asked for in the midst of a test."""
    return getattr(_kept, "world", None) or factories.make_world()


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker, request) -> Iterator[str]:
    """A clone of the template in which transactions really commit: for threads and live servers.

    Cloned rather than truncated: the ledger and the audit trail refuse TRUNCATE, and no test may
    drop a trigger.
    """
    clone = f"{django_db_setup}_clone"
    with django_db_blocker.unblock():
        connections.close_all()
        _drop(clone)
        _run_as_owner(f'CREATE DATABASE "{clone}" TEMPLATE "{django_db_setup}" STRATEGY FILE_COPY')
        _use(clone)
        try:
            yield clone
        finally:
            connections.close_all()
            _use(django_db_setup)
            _drop(clone)


@pytest.fixture(autouse=True)
def _isolated(settings, tmp_path, request) -> None:
    """Keep files in the test's own folder, and start it with an empty cache."""
    settings.VAR_DIR = tmp_path
    storages = {key: dict(value) for key, value in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = {"location": str(tmp_path / "private")}
    storages["public"]["OPTIONS"] = {"location": str(tmp_path / "public"), "base_url": "/gambar/"}
    settings.STORAGES = storages
    cache.clear()  # who signs in too often is counted there: a quick run was one person


@pytest.fixture(autouse=True)
def _environment_stays(monkeypatch) -> Iterator[None]:
    """Fail for a test that leaves another environment to whoever runs after it."""
    before = dict(os.environ)
    yield
    monkeypatch.undo()  # what a test changed by it is no trace
    differing = {*before.items()} ^ {*os.environ.items()}
    changed = {name for name, _value in differing if name != CURRENT}
    for name in changed:
        os.environ.pop(name, None)
    os.environ.update({name: before[name] for name in changed & before.keys()})
    assert not changed, f"left behind in the environment: {sorted(changed)}"


@pytest.fixture(autouse=True)
def _every_date_is_written_by_our_tags(_environment_stays, monkeypatch) -> None:
    """Fail for a page that prints a day or moment raw, in Django's words and zone."""
    printed = base.render_value_in_context

    def watched(value: object, context: Context) -> str:
        assert not isinstance(value, date), f"{value!r}: no tag wrote this date"
        return printed(value, context)

    monkeypatch.setattr(base, "render_value_in_context", watched)


def free_port() -> int:
    """Return a loopback port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
