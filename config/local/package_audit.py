"""`manage.py audit_packages`: what the registry and advisories say of the pinned packages.

Asked of the registry that this machine's pip uses: was a pinned release withdrawn (yanked), and is
each file it offers one of those whose hashes the lock holds. Known holes come from two places: the
registry itself, where it hands out advisories, and `--advisories`, a folder or zip of records in
the OSV format, which works without a network. What could not be asked is said, never taken for
good.
"""

from __future__ import annotations

import argparse
import json
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import bootstrap, lockcheck
from .paths import ROOT, LocalError, say

SIMPLE = "application/vnd.pypi.simple.v1+json"
SECONDS = 30
AT_ONCE = 8
LARGEST_ANSWER = 64 * 1024 * 1024


@dataclass
class Finding:
    """What is wrong with one package, and what nobody could tell."""

    wrong: list[str] = field(default_factory=list)
    registry_asked: bool = False
    advisories_asked: bool = False


def registry() -> str:
    """The address of the package index that this machine's pip uses, without a slash at its end."""
    named = bootstrap.pip_settings().get("index-url")
    if not named:
        wheel = bootstrap.checked_pip_wheel(ROOT / "config" / "local" / bootstrap.PIP_WHEEL)
        code = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(wheel)},
            capture_output=True,
            text=True,
            check=True,
        )
        named = done.stdout.strip()
    return named.rstrip("/")


def fetch(url: str, accept: str = "application/json") -> Any | None:
    """The JSON at an address, None where there is none. Raises: OSError without an answer."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - pip's index
    trusted = ssl.create_default_context(cafile=bootstrap.pip_settings().get("cert"))
    try:
        with urllib.request.urlopen(request, timeout=SECONDS, context=trusted) as answer:  # noqa: S310
            return json.loads(answer.read(LARGEST_ANSWER))
    except (urllib.error.HTTPError, ValueError):
        return None


def pinned(root: Path) -> dict[tuple[str, str], set[str]]:
    """Every package of the locks: (name, version) to the hashes that are accepted."""
    found: dict[tuple[str, str], set[str]] = {}
    for lock in lockcheck.LOCKS:
        for name, version, hashes in lockcheck.pins((root / lock).read_text(encoding="utf-8")):
            found.setdefault((name, version), set()).update(hashes)
    return found


def ask_registry(index: str, name: str, version: str, hashes: set[str], found: Finding) -> None:
    """Add what the index says of the files whose hashes the lock holds."""
    page = fetch(f"{index}/{name}/", SIMPLE)
    if not isinstance(page, dict):
        return
    found.registry_asked = True
    files = [it for it in page["files"] if it["hashes"].get("sha256") in hashes]
    if not files:
        found.wrong.append("the registry has no file with a hash of the lock")
    if any(it.get("yanked") for it in files):
        reasons = {str(it["yanked"]) for it in files if it.get("yanked")}
        found.wrong.append(f"withdrawn by its makers ({'; '.join(sorted(reasons))})")
    details = fetch(f"{index.removesuffix('/simple')}/pypi/{name}/{version}/json")
    if isinstance(details, dict) and "vulnerabilities" in details:
        found.advisories_asked = True
        found.wrong += [
            f"{hole['id']}: {hole.get('summary') or ''}; mended in {hole.get('fixed_in')}"
            for hole in details["vulnerabilities"]
            if not hole.get("withdrawn")
        ]


def advisories(path: Path) -> Iterator[dict[str, Any]]:
    """The records in a folder or a zip. Raises: LocalError when there is none."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as content:
            for name in content.namelist():
                if name.endswith(".json"):
                    yield json.loads(content.read(name))
    else:
        raise LocalError(f"{path} is neither a folder nor a zip of advisories.")


def holes_of(record: dict[str, Any], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The pinned packages that one record names, each with what it says."""
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", []):
        package = affected.get("package", {})
        name = lockcheck.canonical(str(package.get("name", "")))
        if package.get("ecosystem") == "PyPI" and known.get(name) in affected.get("versions", []):
            yield name, f"{record['id']}: {record.get('summary', '')}"


def judge(root: Path, index: str, given: Path | None) -> dict[tuple[str, str], Finding]:
    """Ask everybody about everything, several packages at a time."""
    packages = pinned(root)
    findings = {key: Finding() for key in packages}

    def ask(key: tuple[str, str]) -> None:
        try:
            ask_registry(index, *key, packages[key], findings[key])
        except OSError:
            return

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, packages))
    if given:
        known = dict(packages.keys())
        for record in advisories(given):
            for name, hole in holes_of(record, known):
                findings[name, known[name]].wrong.append(hole)
        for found in findings.values():
            found.advisories_asked = True
    return findings


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Print what was found. Returns 1 for anything wrong, 2 when nobody could be asked, else 0."""
    parser = argparse.ArgumentParser(prog="manage.py audit_packages")
    parser.add_argument("--advisories", type=Path, help="folder or zip of records in OSV format")
    chosen = parser.parse_args(arguments)
    say("Asking the package registry of this machine about every pinned package …")
    findings = judge(root, registry(), chosen.advisories)
    for (name, version), found in sorted(findings.items()):
        for wrong in found.wrong:
            say(f"{name} {version}: {wrong}")
    asked = sum(found.registry_asked for found in findings.values())
    told = sum(found.advisories_asked for found in findings.values())
    if told < len(findings):
        say(
            f"Known holes were NOT checked for {len(findings) - told} packages: this registry "
            "hands out no advisories. Give --advisories a folder or zip of OSV records of PyPI."
        )
    bad = sum(bool(found.wrong) for found in findings.values())
    say(
        f"packages={len(findings)} registry_asked={asked} advisories_asked={told} "
        f"with_findings={bad}"
    )
    if bad:
        return 1
    return 0 if asked or told else 2
