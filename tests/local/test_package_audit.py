"""The audit of the pinned packages, against a registry that answers over HTTP."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config.local import lockcheck, package_audit
from config.local.paths import ROOT, LocalError

GOOD, OTHER = "a" * 64, "b" * 64
LOCK = f"Fresh_Bread==1.2 \\\n    --hash=sha256:{GOOD}\n"


def page(**of_file):
    return {"files": [{"filename": "bread.whl", "hashes": {"sha256": GOOD}} | of_file]}


@pytest.fixture
def registry():
    """Yields the address and the table of its pages, path to JSON."""
    pages = {}

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self):
            found = pages.get(self.path)
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode() if found else b"")

        def log_message(self, *_words):
            """Nothing: the report of a test is no place for a list of visits."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/simple", pages
    server.shutdown()
    server.server_close()


@pytest.fixture
def checkout(tmp_path):
    for lock in lockcheck.LOCKS:
        (tmp_path / lock).write_text(LOCK)
    return tmp_path


@pytest.fixture
def audit(registry, checkout, monkeypatch, capsys):
    def run(*words):
        monkeypatch.setenv("PIP_INDEX_URL", registry[0])
        code = package_audit.main(list(words), checkout)
        return code, capsys.readouterr().out

    return run


def test_a_package_of_which_nobody_says_anything_bad(audit, registry):
    registry[1]["/simple/fresh-bread/"] = page()
    registry[1]["/pypi/fresh-bread/1.2/json"] = {"vulnerabilities": []}
    code, told = audit()
    assert code == 0
    assert told.endswith("packages=1 registry_asked=1 advisories_asked=1 with_findings=0\n")


def test_a_registry_without_advisories_is_not_taken_for_good_news(audit, registry):
    registry[1]["/simple/fresh-bread/"] = page()
    code, told = audit()
    assert code == 0
    assert "Known holes were NOT checked for 1 packages" in told
    assert told.endswith("registry_asked=1 advisories_asked=0 with_findings=0\n")


def test_nobody_to_ask_is_no_pass(audit):
    code, told = audit()
    assert code == 2
    assert "registry_asked=0 advisories_asked=0" in told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page(yanked="broken on Tuesdays"), "withdrawn by its makers (broken on Tuesdays)"),
        (page(hashes={"sha256": OTHER}), "the registry has no file with a hash of the lock"),
    ],
)
def test_what_the_registry_says_against_a_package(audit, registry, answer, said):
    registry[1]["/simple/fresh-bread/"] = answer
    code, told = audit()
    assert code == 1
    assert f"fresh-bread 1.2: {said}" in told


def test_a_hole_that_the_registry_knows(audit, registry):
    hole = {"id": "TEST-1", "summary": "crumbs", "fixed_in": ["1.3"], "withdrawn": None}
    registry[1]["/simple/fresh-bread/"] = page()
    registry[1]["/pypi/fresh-bread/1.2/json"] = {"vulnerabilities": [hole]}
    code, told = audit()
    assert code == 1
    assert "fresh-bread 1.2: TEST-1: crumbs; mended in ['1.3']" in told


def record(**changes):
    package = {"ecosystem": "PyPI", "name": "fresh.bread"}
    affected = [{"package": package, "versions": ["1.1", "1.2"]}]
    return {"id": "TEST-2", "summary": "mould", "affected": affected} | changes


@pytest.mark.parametrize(
    ("advisory", "code"),
    [
        (record(), 1),
        (record(withdrawn="2026-01-01T00:00:00Z"), 0),
        (record(affected=[]), 0),
        (record(affected=[{"package": {"ecosystem": "npm", "name": "fresh-bread"},
                           "versions": ["1.2"]}]), 0),
    ],
)  # fmt: skip
def test_advisories_are_read_from_a_folder_without_a_network(audit, tmp_path, advisory, code):
    folder = tmp_path / "advisories"
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps(advisory))
    found, told = audit("--advisories", str(folder))
    assert found == code
    assert ("TEST-2: mould" in told) == bool(code)
    assert "advisories_asked=1" in told


def test_a_path_without_advisories_is_refused(audit, tmp_path):
    with pytest.raises(LocalError):
        audit("--advisories", str(tmp_path / "nothing"))


def test_the_real_locks_name_every_package_with_its_hashes():
    packages = package_audit.pinned(ROOT)
    assert len(packages) > 50
    assert all(packages.values())
    assert "django" in {name for name, _version in packages}
