"""Checks what is installed from: every package pinned with hashes, nothing tied to one place.

Pure text in, complaints out. A lock that names an index host or a local path works on one
machine only, or sends everybody to one server.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

REQUIREMENT = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==([^\s;\\]+)\s*(;[^\\]*)?\\?$"
)
HASH = re.compile(r"^--hash=sha256:([0-9a-f]{64})\s*\\?$")
ADDRESS = re.compile(r"[a-z][a-z+]*://|\bfile:|(?<![\w./*-])~?/(?:[\w.-]+/)+[\w.-]+", re.IGNORECASE)
PACKAGE_HOST = re.compile(r"\b(?:[\w-]+\.)*(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)\b")
NAME = re.compile(r"^[A-Za-z0-9._-]+")
LOCKS: dict[str, tuple[str, ...]] = {  # what each holds beside the dependencies
    "requirements.lock": (),
    "requirements-local.lock": ("local",),
    "requirements-dev.lock": ("local", "dev"),
}
NPMRC_LINE = "omit-lockfile-registry-resolved=true"


def canonical(name: str) -> str:
    """Package names are equal however their dots, dashes and capitals are written."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _entries(text: str) -> list[tuple[str, list[str]]]:
    """Group a lock's lines: a requirement and what belongs to it."""
    entries: list[tuple[str, list[str]]] = []
    for raw in text.splitlines():
        line = raw.split(" #", 1)[0].rstrip()
        if not line or line.startswith("#"):
            continue
        if raw[0].isspace() and entries:
            entries[-1][1].append(line.strip())
        else:
            entries.append((line, []))
    return entries


def check_requirements(text: str) -> list[str]:
    """Complaints about one requirements lock."""
    found = [f"names an address or a path: {hit}" for hit in ADDRESS.findall(text)]
    found += [f"names a package host: {hit}" for hit in PACKAGE_HOST.findall(text)]
    entries = _entries(text)
    if not entries:
        found.append("is empty")
    for line, below in entries:
        if not REQUIREMENT.match(line):
            found.append(f"not pinned as name==version: {line}")
        elif not below:
            found.append("without a hash: " + line.rstrip(" \\"))
        found += [f"not a sha256 hash: {word}" for word in below if not HASH.match(word)]
    return found


def pins(text: str) -> list[tuple[str, str, set[str]]]:
    """Each package of a lock: its canonical name, its version and its sha256 hashes in hex."""
    found = []
    for line, below in _entries(text):
        if match := REQUIREMENT.match(line):
            hashes = {hit[1] for word in below if (hit := HASH.match(word))}
            found.append((canonical(match[1]), match[3], hashes))
    return found


def check_covers(lock: str, wanted: list[str]) -> list[str]:
    """Complaints about direct requirements that the lock does not hold."""
    locked = {name for name, _version, _hashes in pins(lock)}
    names = [match[0] for text in wanted if (match := NAME.match(text))]
    return [f"does not hold {name}" for name in names if canonical(name) not in locked]


def check_package_lock(text: str) -> list[str]:
    """Complaints about package-lock.json: integrity everywhere, no download address."""
    found = [f"names a package host: {hit}" for hit in PACKAGE_HOST.findall(text)]
    for path, package in json.loads(text).get("packages", {}).items():
        if not path:
            continue
        if "resolved" in package or package.get("link"):
            found.append(f"says where to load {path} from")
        if "integrity" not in package and not package.get("inBundle"):
            found.append(f"without integrity: {path}")
    return found


def check_npmrc(text: str) -> list[str]:
    """Complaints about .npmrc: it only keeps addresses out of the lock."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [f"unexpected line: {line}" for line in lines if line != NPMRC_LINE]
    return found if NPMRC_LINE in lines else [*found, f"lacks {NPMRC_LINE}"]


def direct(project: dict[str, Any], lock: str) -> list[str]:
    """The direct requirements that a lock stands for."""
    found: list[str] = list(project["project"]["dependencies"])
    for group in LOCKS[lock]:
        found += project["dependency-groups"][group]
    return found


def check_tree(root: Path) -> list[str]:
    """All complaints about a checkout, each with its file."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = []
    for name in LOCKS:
        wanted = direct(project, name)
        text = (root / name).read_text(encoding="utf-8")
        found += [f"{name} {it}" for it in check_requirements(text) + check_covers(text, wanted)]
    package_lock = (root / "package-lock.json").read_text(encoding="utf-8")
    found += [f"package-lock.json {it}" for it in check_package_lock(package_lock)]
    npmrc = (root / ".npmrc").read_text(encoding="utf-8")
    return found + [f".npmrc {it}" for it in check_npmrc(npmrc)]
