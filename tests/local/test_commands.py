"""The words a person types, and what is made of them."""

from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest

from config.environment import database as connect_to
from config.environment import with_password
from config.local import database, dispatch, env, paths, programs, testing, up, verify

SHARED = ["-n", "2", "--dist", "worksteal"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], SHARED),
        (["tests/core", "-k", "money"], [*SHARED, "tests/core", "-k", "money"]),
        (["-n0", "tests"], ["-n0", "tests"]),
        (["--pdb"], ["--pdb"]),
    ],
)
def test_tests_run_on_every_core_unless_the_caller_says_otherwise(words, expected):
    assert testing.pytest_words(words, cores=2) == expected


@pytest.mark.parametrize(
    ("words", "rest", "day"),
    [
        (["tests", "-q"], ["tests", "-q"], None),
        (["--today", "2028-02-29", "tests"], ["tests"], date(2028, 2, 29)),
        (["-q", "--today=2027-01-01"], ["-q"], date(2027, 1, 1)),
        (["--today", "2027-01-01T23:50"], [], datetime(2027, 1, 1, 23, 50, tzinfo=testing.WIB)),
    ],
)
def test_another_day_is_taken_out_of_the_words_for_pytest(words, rest, day):
    assert testing.take_today(words) == (rest, day)


@pytest.mark.parametrize(
    "words",
    [["--today"], ["--today", "29-02-2028"], ["--today=2027-02-29"], ["--today=2027-02-28T25:00"]],
)
def test_a_day_that_does_not_exist_is_refused(words):
    with pytest.raises(paths.LocalError, match="--today wants a date"):
        testing.take_today(words)


def test_the_clock_moves_by_whole_days_to_a_date_and_else_to_the_minute_in_wib():
    evening = datetime(2026, 11, 28, 18, 30, tzinfo=UTC)  # the 29th, 01:30 in WIB
    assert testing.clock_seconds(date(2026, 11, 30), evening) == 86_400
    assert testing.clock_seconds(datetime(2026, 11, 29, 1, 31, tzinfo=testing.WIB), evening) == 60


def test_verify_names_every_gate_once_and_leaves_out_only_the_tests():
    everything = [name for name, _ in verify.gates(with_tests=True)]
    assert len(set(everything)) == len(everything)
    assert [name for name, _ in verify.gates(with_tests=False)] == everything[:-1]
    assert everything[-1] == "tests"


def test_a_failing_gate_is_shown_and_counted(capsys, monkeypatch):
    monkeypatch.setattr(
        verify, "gates", lambda *, with_tests: [("good", lambda: None), ("bad", lambda: "why")]
    )
    assert verify.main([]) == 1
    printed = capsys.readouterr().out
    assert "FAILED" in printed
    assert "    why" in printed
    assert printed.splitlines()[-1].startswith("verify: 1/2 gates passed in ")


def test_status_of_nothing_is_clear(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    assert up.main(["--status"]) == 1
    assert capsys.readouterr().out == "Pasar Bela tidak berjalan.\n"
    assert up.status()["running"] is False


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_a_port_that_cannot_be_is_refused(port, capsys):
    with pytest.raises(SystemExit) as refusal:
        up.parse(["--port", port])
    assert refusal.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_migrating_is_done_as_the_owner(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@/x")
    dispatch.become_owner()
    assert dispatch.os.environ["DATABASE_URL"] == "postgresql://owner@/x"


def test_the_owner_has_a_password_of_its_own(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", "/run/app")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@/x")
    monkeypatch.setenv("DATABASE_OWNER_PASSWORD_FILE", "/run/owner")
    dispatch.become_owner()
    assert dispatch.os.environ["DATABASE_PASSWORD_FILE"] == "/run/owner"


def test_the_password_of_the_application_is_not_tried_for_the_owner(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setenv("DATABASE_PASSWORD", "of the application")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:own@/x")
    dispatch.become_owner()
    assert "DATABASE_PASSWORD" not in dispatch.os.environ


def test_a_change_of_the_structure_is_in_no_hurry(monkeypatch):
    page = connect_to("postgresql://app@/x")["OPTIONS"]["options"]
    assert "statement_timeout=10000" in page
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setenv("PASAR_BELA_ENV", "production")
    monkeypatch.setenv("STATEMENT_TIMEOUT_MS", "10000")
    monkeypatch.delenv("STATEMENT_TIMEOUT_MS")  # undone afterwards, whatever it becomes
    with ExitStack() as stack:
        dispatch.prepare("migrate", stack)
    migration = connect_to("postgresql://owner@/x")["OPTIONS"]["options"]
    assert "statement_timeout=0" in migration


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("postgresql://app@db:5432/x", "postgresql://app:a%2Fb%40%3A@db:5432/x"),
        ("postgresql://app:own@db/x", "postgresql://app:own@db/x"),
        ("smtp://mail:25", "smtp://mail:25"),
        ("postgresql://app@/x?host=/run", "postgresql://app:a%2Fb%40%3A@/x?host=/run"),
    ],
)
def test_a_password_kept_apart_completes_an_address(url, whole):
    assert with_password(url, "a/b@:") == whole
    assert with_password(url, "") == url


def test_named_services_are_used_as_they_are(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@/x")
    monkeypatch.setenv("REDIS_URL", "redis://x")
    assert dispatch.find("migrate", stack=None) == {}


def test_a_changed_migration_asks_for_migrating():
    assert database.migrations_fingerprint() == database.migrations_fingerprint()
    assert len(database.migrations_fingerprint()) == 64


def test_programs_serve_this_machine_only(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("WEB_WORKERS", "3")
    words = programs.web({}, 8000).argv
    assert words[words.index("--host") + 1] == "127.0.0.1"
    assert words[words.index("--workers") + 1] == "3"


def test_a_child_can_call_the_tools_of_the_venv(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    found = env.complete(environment="local", services={})
    assert found["PATH"].split(":")[0].endswith(".venv/bin")
