"""Brings the database of a local start up to date, and does nothing when it already is."""

from __future__ import annotations

import hashlib
import time

from . import demo, postgres, programs
from .paths import ROOT, LocalError, say, socket_dir
from .process import Program, Running
from .progress import Demo, Progress

APP_FOLDERS = ("catalog", "config", "marketplace", "payments", "vendors")


def migrations_fingerprint() -> str:
    """Changes with every migration of ours and every locked package (which bring their own)."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for folder in APP_FOLDERS:
        for path in sorted((ROOT / folder).rglob("migrations/*.py")):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    digest.update((ROOT / "config/management/commands/grant_app_role.py").read_bytes())
    return digest.hexdigest()


def result(program: Program) -> int:
    """The exit code of a program that comes to its end by itself."""
    running = Running(program)
    try:
        return running.result()
    finally:
        running.stop()


def migrate(env: dict[str, str], *, embedded: bool) -> None:
    """Apply the migrations and the rights of the app role.

    For the embedded database both are left out when nothing changed since the last start; another
    server may have been changed by others, so there they always run. Raises: LocalError.
    """
    wanted = migrations_fingerprint()
    if embedded and postgres.read_notes(socket_dir()).get("migrations") == wanted:
        return
    started = time.monotonic()
    say("Bringing the database up to date …")
    code = result(programs.schema(env))
    if code:
        raise LocalError(f"The database could not be brought up to date (code {code}); see above.")
    if embedded:
        postgres.write_note(socket_dir(), "migrations", wanted)
    say(f"The database is up to date ({time.monotonic() - started:.0f} s).")


def prepare_demo(env: dict[str, str], *, embedded: bool, asked: bool) -> Progress:
    """Say what is to happen with the demo in this start; a half-loaded one is emptied first.

    Only the embedded database gets it unasked, and only that one is ever emptied: it belongs to
    nobody else.
    """
    if not embedded:
        return Progress(Demo.LOADING if asked else Demo.NONE)
    found = demo.marks(env["DATABASE_OWNER_URL"])
    if demo.DONE in found:
        return Progress(Demo.LOADED, 100)
    if demo.BEGUN in found and result(programs.prepare_demo(env)):
        say("Data contoh tidak dimuat ulang (lihat di atas); pasar berjalan dengan yang ada.")
        return Progress(Demo.FAILED)
    return Progress(Demo.LOADING)
