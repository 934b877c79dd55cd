"""Keys are made once and stay private; the state file is believed only while its owner lives."""

import base64
import json
import os

import pytest

from config.local import env, state
from config.local.paths import LocalError


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


def test_the_keys_are_made_once(var):
    first = env.local_env()
    assert env.local_env() == first
    assert len(base64.urlsafe_b64decode(first["FIELD_KEYS"])) == 32
    assert len(first["SECRET_KEY"]) >= 50


def test_a_file_of_an_earlier_release_gets_the_keys_it_lacks(var):
    env.local_env()
    path = var / "env.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({name: kept[name] for name in ("SECRET_KEY", "FIELD_KEYS")}))
    found = env.local_env()
    assert found["FIELD_KEYS"] == kept["FIELD_KEYS"]
    assert found["INDEX_KEYS"]
    assert env.local_env() == found


def test_nobody_else_can_read_what_was_written(var):
    env.local_env()
    files = [path for path in var.rglob("*") if path.is_file() and "public" not in path.name]
    private = [path for path in files if not path.name.endswith(".pub.pem")]
    assert private
    assert {oct(path.stat().st_mode & 0o077) for path in private} == {"0o0"}


def test_a_damaged_file_is_never_replaced(var):
    var.mkdir()
    (var / "env.json").write_text("{half")
    with pytest.raises(LocalError, match="Restore it"):
        env.local_env()
    assert (var / "env.json").read_text() == "{half"


def test_the_callers_variables_win_but_not_over_services(var, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "chosen")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    found = env.complete(environment="test", services={"REDIS_URL": "redis://here"})
    assert (found["SECRET_KEY"], found["REDIS_URL"]) == ("chosen", "redis://here")


def test_state_is_read_while_the_lock_is_held_and_forgotten_after(var):
    with state.ServicesLock(wait_seconds=0) as lock:
        lock.publish({"url": "http://127.0.0.1:8000", "env": {}})
        assert state.read()["url"] == "http://127.0.0.1:8000"
        assert oct((var / "state.json").stat().st_mode & 0o777) == "0o600"
    assert state.read() is None


def test_a_state_file_left_by_a_killed_process_counts_as_none(var):
    var.mkdir()
    (var / "state.json").write_text(json.dumps({"pid": os.getpid(), "url": "http://old"}))
    assert state.read() is None


def test_a_second_holder_is_refused_with_a_reason(var):
    with (
        state.ServicesLock(wait_seconds=0),
        pytest.raises(LocalError, match="Another command"),
        state.ServicesLock(wait_seconds=0),
    ):
        pass
