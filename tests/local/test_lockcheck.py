"""The lock check refuses whatever would make an install unpinned or tied to one place."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from config.local import lockcheck
from config.local.paths import ROOT

HASH = "--hash=sha256:" + "a" * 64
GOOD = f"django==5.2.19 \\\n    {HASH}\nx-y[z]==1.0 ; python_version < '3.12' \\\n    {HASH}\n"
HOST = "py" + "pi.org"


def test_this_checkout_is_clean():
    assert lockcheck.check_tree(ROOT) == []


@pytest.mark.parametrize("name", lockcheck.LOCKS)
def test_a_lock_holds_all_that_its_packages_need(name):
    """The installation resolves nothing, so what a lock lacks would be missed at run time only."""
    lines = re.findall(r"^([^\s\\]+(?: ;[^\\]*)?) \\$", (ROOT / name).read_text(), re.MULTILINE)
    pinned = [it for it in map(Requirement, lines) if not it.marker or it.marker.evaluate()]
    locked = {canonicalize_name(it.name): str(it.specifier).removeprefix("==") for it in pinned}
    assert len(locked) > 40
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [Requirement(text) for text in lockcheck.direct(project, name)]
    seen = set()
    while wanted:
        need = wanted.pop()
        key = canonicalize_name(need.name)
        assert key in locked, f"{name} lacks {need}"
        assert need.specifier.contains(locked[key], prereleases=True), f"{need} is {locked[key]}"
        for extra in ["", *need.extras]:
            if (key, extra) not in seen:
                seen.add((key, extra))
                below = map(Requirement, metadata.requires(key) or ())
                wanted += [
                    it for it in below if not it.marker or it.marker.evaluate({"extra": extra})
                ]
    assert {key for key, _ in seen} == set(locked), "holds what nothing needs"


def test_a_good_lock_has_no_complaints():
    assert lockcheck.check_requirements(GOOD) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (f"django>=5 \\\n    {HASH}", "not pinned"),
        ("django==5.2.19", "without a hash"),
        ("django==5.2.19 \\\n    --hash=md5:abc", "not a sha256 hash"),
        (f"django @ https://example.test/d.whl \\\n    {HASH}", "address"),
        (f"--index-url https://{HOST}/simple", "address"),
        (f"# from {HOST}\n{GOOD}", "package host"),
        (f"-e /home/somebody/django\n{GOOD}", "path"),
        (f"--find-links file:wheels\n{GOOD}", "path"),
        ("", "is empty"),
    ],
)
def test_a_bad_requirement_is_named(line, complaint):
    assert any(complaint in found for found in lockcheck.check_requirements(line))


def test_every_direct_requirement_must_be_locked():
    found = lockcheck.check_covers(GOOD, ["Django>=5", "X_Y[z]", "celery[redis]>=5"])
    assert found == ["does not hold celery"]


@pytest.mark.parametrize(
    ("package", "complaint"),
    [
        ({"version": "1.0.0", "integrity": "sha512-x", "resolved": "a"}, "where to load"),
        ({"version": "1.0.0", "link": True, "integrity": "sha512-x"}, "where to load"),
        ({"version": "1.0.0"}, "without integrity"),
    ],
)
def test_a_bad_package_lock_is_named(package, complaint):
    text = json.dumps({"packages": {"": {}, "node_modules/x": package}})
    assert complaint in lockcheck.check_package_lock(text)[0]


def test_npmrc_may_only_keep_addresses_out():
    assert lockcheck.check_npmrc("omit-lockfile-registry-resolved=true\n") == []
    assert lockcheck.check_npmrc("registry=somewhere\n")[0].startswith("unexpected line")
    assert lockcheck.check_npmrc("") == ["lacks omit-lockfile-registry-resolved=true"]
