"""Finds a Chromium for the browser tests, or gets one and says so first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .paths import LocalError, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN_FOLDER = (
    "import sys; from playwright.sync_api import sync_playwright as start\n"
    "with start() as p: sys.stdout.write(p.chromium.executable_path)"
)


def on_path() -> str | None:
    """The browser that is named or installed already."""
    named = os.environ.get("PASAR_BELA_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise LocalError(f"PASAR_BELA_CHROMIUM names {named}, which cannot be run.")
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


def _from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("No Chromium found. Installing Debian's package `chromium` through apt-get into /usr …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *words], env=env, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            return None
    return shutil.which("chromium")


def _own_browser() -> str | None:
    """The browser that playwright has downloaded for this user, if any."""
    probe = [sys.executable, "-c", OWN_FOLDER]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if done.returncode == 0 and Path(path).is_file() else None


def _from_playwright() -> str | None:
    present = _own_browser()
    if present:
        return present
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")
    say(f"No Chromium found. Downloading playwright's own into {folder} …")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    return None if done.returncode else _own_browser()


def find_or_install() -> str:
    """The path of a Chromium. Raises: LocalError, for tests are never skipped in silence."""
    found = on_path() or _from_apt() or _from_playwright()
    if found:
        return found
    raise LocalError(
        "The browser tests need Chromium, and none could be installed here: not through apt-get "
        "(it needs root) and not through `playwright install chromium` (see above). Install "
        "chromium, or set PASAR_BELA_CHROMIUM to the path of one."
    )
