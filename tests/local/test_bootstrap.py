"""What the bootstrap decides before anything is installed."""

import ast
import hashlib
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from config.local import bootstrap
from config.local.paths import ROOT


@pytest.mark.parametrize(
    ("words", "lock"),
    [
        (["up"], "requirements-local.lock"),
        ([], "requirements-local.lock"),
        (["test", "-k", "x"], "requirements-dev.lock"),
        (["verify"], "requirements-dev.lock"),
    ],
)
def test_only_tests_and_checks_take_the_development_lock(words, lock):
    assert bootstrap.lock_for(["manage.py", *words]).name == lock


def test_the_bootstrap_and_the_guard_need_only_the_standard_library():
    for name in ("bootstrap.py", "guard.py", "health.py"):
        tree = ast.parse((ROOT / "config" / "local" / name).read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert {it.name.split(".")[0] for it in node.names} <= sys.stdlib_module_names
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] in sys.stdlib_module_names


def test_a_changed_lock_or_python_asks_for_a_new_installation(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text("one")
    before = bootstrap.fingerprint(lock)
    lock.write_text("two")
    assert bootstrap.fingerprint(lock) != before
    after = bootstrap.fingerprint(lock)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert bootstrap.fingerprint(lock) != after


def test_a_venv_without_its_stamp_or_its_python_counts_as_unfinished(tmp_path):
    assert bootstrap.stamps(tmp_path) == []
    (tmp_path / "pasar-bela.stamp").write_text("x 3.11")
    assert bootstrap.stamps(tmp_path) == []
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    assert bootstrap.stamps(tmp_path) == ["x 3.11"]


def test_the_enclosed_pip_is_the_pinned_one():
    wheel = ROOT / "config" / "local" / bootstrap.PIP_WHEEL
    assert bootstrap.checked_pip_wheel(wheel) == wheel
    assert hashlib.sha256(wheel.read_bytes()).hexdigest() == bootstrap.PIP_SHA256


def test_a_new_venv_gets_the_enclosed_pip_and_not_this_pythons(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    bootstrap.make_venv()
    bootstrap.place_pip(bootstrap.VENV)
    version = [tmp_path / "venv" / "bin" / "python", "-m", "pip", "--version"]
    done = subprocess.run(version, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"pip {bootstrap.PIP_WHEEL.split('-')[1]} from {tmp_path}")


def test_uv_is_only_a_faster_way_and_pip_follows_its_failure(tmp_path, monkeypatch, capsys):
    """Neither resolves anything: both get the same lock and the same demands."""
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    uv = tmp_path / "uv"
    uv.write_text('#!/bin/sh\n[ "$1" = --version ] || { echo no index; exit 1; }\n')
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("PASAR_BELA_INSTALLER", raising=False)
    lock = tmp_path / "empty.lock"
    lock.write_text("")
    assert bootstrap.find_uv() == str(uv)
    assert bootstrap.install_packages(lock)
    printed = capsys.readouterr().err
    assert "no index" in printed
    assert "uv could not do it; trying pip." in printed
    monkeypatch.setenv("PASAR_BELA_INSTALLER", "pip")
    assert bootstrap.find_uv() is None
    for command in (bootstrap.uv_command("uv", uv, lock), bootstrap.pip_command(uv, lock)):
        assert {"--no-deps", "--require-hashes", "--only-binary"} <= set(command)


def test_what_was_installed_is_compiled_even_where_python_writes_no_bytecode(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / "venv")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    bootstrap.make_venv()
    (place,) = (tmp_path / "venv" / "lib").glob("python3.*/site-packages")
    (tmp_path / "config").mkdir()
    (place / "package.py").write_text("x = 1")
    (place / "template.py").write_text("not python {{ }}")
    (tmp_path / "config" / "ours.py").write_text("x = 1")
    bootstrap.compile_all(tmp_path / "venv" / "bin" / "python")
    assert len(list((place / "__pycache__").glob("package.*.pyc"))) == 1
    assert len(list((tmp_path / "config" / "__pycache__").glob("ours.*.pyc"))) == 1


def test_a_broken_uv_is_passed_over(tmp_path, monkeypatch):
    (tmp_path / "uv").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PASAR_BELA_INSTALLER", raising=False)
    assert bootstrap.find_uv() is None


def test_another_pip_or_none_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="missing"):
        bootstrap.checked_pip_wheel(tmp_path / "pip.whl")
    (tmp_path / "pip.whl").write_bytes(b"something else")
    with pytest.raises(SystemExit, match="not used"):
        bootstrap.checked_pip_wheel(tmp_path / "pip.whl")


def test_an_old_python_is_told_so(monkeypatch):
    version = namedtuple("version", "major minor micro")
    monkeypatch.delenv("PASAR_BELA_BOOTSTRAP", raising=False)
    monkeypatch.setattr(sys, "version_info", version(3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\.2"):
        bootstrap.ensure(["manage.py", "up"])


def test_uv_gets_the_index_and_certificate_that_pip_is_set_to(tmp_path, monkeypatch):
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://mirror.example.test/simple\ncert = /c.pem\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    for name in ("PIP_INDEX_URL", "PIP_CERT", "UV_DEFAULT_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    found = bootstrap.uv_environment()
    assert found["UV_DEFAULT_INDEX"] == "https://mirror.example.test/simple"
    assert found["SSL_CERT_FILE"] == "/c.pem"
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example.test")
    assert bootstrap.uv_environment()["UV_DEFAULT_INDEX"] == "https://own.example.test"


def test_manage_py_answers_where_nothing_may_be_installed():
    done = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", "0"],
        cwd=ROOT,
        env={"PASAR_BELA_BOOTSTRAP": "0", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--port must lie between 1 and 65535" in done.stderr


@pytest.mark.parametrize("root", ["/proc/1", "/dev/null"])
def test_a_place_that_cannot_be_written_is_said_in_a_sentence(root, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", Path(root))
    with pytest.raises(bootstrap.Refusal, match="cannot be written"):
        bootstrap.make_var()
