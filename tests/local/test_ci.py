"""`.ci/run` gives the project a room that hides the machine it runs on."""

import json
import os
import shutil
import subprocess

import pytest

from config.local.paths import ROOT

# Stands where the project's manage.py stands: tells what it finds, and fails where it is told to.
TELLER = """
import json, os, pathlib, shutil, sys
pathlib.Path(os.environ["PASAR_BELA_DATA"]).open("a").write(json.dumps({
    "words": sys.argv[1:], "env": dict(os.environ), "uv": shutil.which("uv"),
    "home": os.listdir(os.environ["HOME"]), "here": sorted(os.listdir(".")),
    "beside": sorted(os.listdir("..")), "input": sys.stdin.read(),
}) + chr(10))
sys.exit(sys.argv[1] in pathlib.Path("fails").read_text())
"""


def git(folder, *words):
    name = ["-c", "user.name=x", "-c", "user.email=x@demo.test", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path):
    folder = tmp_path / "work" / "pasar"
    (folder / "config" / "local").mkdir(parents=True)
    (tmp_path / "work" / "neighbour").mkdir()
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    shutil.copy(ROOT / "config/local/bootstrap.py", folder / "config/local")
    (folder / "manage.py").write_text(TELLER)
    (folder / "fails").write_text("nothing")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    for left_over in (".venv", "var"):
        (folder / left_over).mkdir()
    (folder / "forgotten.py").touch()
    return folder


def run(checkout, told, **surroundings):
    """Run the script as CI does; returns its exit code and what the stand-in found."""
    done = subprocess.run(
        ["bash", ".ci/run"],
        cwd=checkout,
        env={"PATH": os.environ["PATH"], "PASAR_BELA_DATA": str(told), "CI": "true"} | surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = told.read_text().splitlines() if told.exists() else []
    return done, [json.loads(line) for line in lines]


def test_ci_runs_the_readmes_test_command_then_the_other_gates(checkout, tmp_path):
    done, found = run(checkout, tmp_path / "told")
    assert done.returncode == 0, done.stderr
    assert [it["words"] for it in found] == [["test"], ["verify", "--skip-tests"]]
    assert "python3 manage.py test\n" in (ROOT / ".ci" / "run").read_text()
    assert "python3 manage.py test " in (ROOT / "README.md").read_text()


@pytest.mark.parametrize(("fails", "ran"), [("test", 1), ("verify", 2)])
def test_a_failure_of_either_is_a_failure(checkout, tmp_path, fails, ran):
    (checkout / "fails").write_text(fails)
    git(checkout, "commit", "-q", "-a", "-m", "fails")
    done, found = run(checkout, tmp_path / "told")
    assert done.returncode == 1
    assert len(found) == ran


def test_only_what_is_committed_is_there(checkout, tmp_path):
    done, found = run(checkout, tmp_path / "told")
    for room in found:
        assert room["here"] == [".ci", "config", "fails", "manage.py"]
        assert room["beside"] == ["neighbour", "pasar"]
        assert room["home"] == []
        assert room["input"] == ""
    assert "only what is committed" in done.stdout


def test_neither_uv_nor_the_developers_surroundings_are_seen(checkout, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "uv").write_text("#!/bin/sh\n")
    (tools / "uv").chmod(0o755)
    path = f"{tools}:{os.environ['PATH']}"
    hidden = {"VAR_DIR": "/x", "PIP_CACHE_DIR": "/x", "UV_CACHE_DIR": "/x", "DATABASE_URL": "x"}
    _, found = run(checkout, tmp_path / "told", PATH=path, HOME=str(tmp_path), **hidden)
    for room in found:
        assert room["uv"] is None or not room["uv"].startswith(str(tools))
        assert room["env"]["PASAR_BELA_INSTALLER"] == "pip"
        assert room["env"]["CI"] == "true"
        assert not set(hidden) & set(room["env"])


def test_the_way_to_the_package_index_stays(checkout, tmp_path):
    home = tmp_path / "home"
    (home / ".config" / "pip").mkdir(parents=True)
    conf = "[global]\nindex-url = https://u:p%40@mirror.example.test/simple\n"
    (home / ".config" / "pip" / "pip.conf").write_text(conf)
    kept = {"PIP_CERT": "/c d.pem", "https_proxy": "http://proxy.example.test"}
    _, found = run(checkout, tmp_path / "told", HOME=str(home), **kept)
    for room in found:
        assert room["env"]["PIP_INDEX_URL"] == "https://u:p%40@mirror.example.test/simple"
        assert {name: room["env"][name] for name in kept} == kept
