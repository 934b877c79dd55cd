"""Sends a command to the local tools or to Django, with the environment it needs."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from importlib import import_module

from . import env, state
from .paths import LocalError, say
from .services import start_embedded, throwaway_services

# Work without Django; imported when called, because the others need none of them.
TOOLS = {
    "up": "up", "test": "testing", "verify": "verify",
    "make_secrets": "deployment", "audit_packages": "package_audit",
}  # fmt: skip
OWNER_COMMANDS = {"migrate", "sqlmigrate", "flush", "dbshell"}
THROWAWAY_COMMANDS = {"bench", "release_snapshot", "trust"}
NO_DATABASE_COMMANDS = {
    "help", "version", "--help", "--version", "makemessages", "compilemessages", "translations",
    "startapp", "collectstatic", "findstatic", "diffsettings", "makemigrations", "check",
}  # fmt: skip


def run(argv: list[str]) -> int:
    """Run one command and return its exit code; an expected obstacle is one clear message."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        if command in TOOLS:
            done: int = import_module(f".{TOOLS[command]}", __package__).main(argv[2:])
            return done
        return run_django(argv, command)
    except LocalError as refusal:
        say(str(refusal))
        return 2
    except KeyboardInterrupt:
        return 130


def run_django(argv: list[str], command: str) -> int:
    """Run a management command with services: named ones, those of `up`, or its own."""
    with ExitStack() as stack:
        prepare(command, stack)
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        execute_from_command_line(argv)
    return 0


def prepare(command: str, stack: ExitStack) -> None:
    """Complete `os.environ`; `stack` ends what was started for this command alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command in THROWAWAY_COMMANDS:
        say("Starting a throw-away Postgres and Valkey for this run …")
        services = stack.enter_context(throwaway_services())
        os.environ.update(env.complete(environment="test", services=services))
    elif os.environ.get("PASAR_BELA_ENV") != "production":
        os.environ.update(env.complete(environment="local", services=find(command, stack)))
    if command in OWNER_COMMANDS:
        become_owner()
        # An index over a million goods takes longer than a page may wait.
        os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")


def become_owner() -> None:
    """Connect as the role that may change the structure, where one is named."""
    if not any(os.environ.get(f"DATABASE_OWNER_URL{name}") for name in ("", "_FILE")):
        return
    for part in ("URL", "PASSWORD"):
        for name in ("", "_FILE"):
            value = os.environ.get(f"DATABASE_OWNER_{part}{name}")
            os.environ.pop(f"DATABASE_{part}{name}", None)
            if value:
                os.environ[f"DATABASE_{part}{name}"] = value


def find(command: str, stack: ExitStack) -> dict[str, str]:
    """The services of a local command."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return {}
    running = state.read()
    if running and running["env"]:
        return dict(running["env"])
    if command in NO_DATABASE_COMMANDS:
        return {name: value for name, value in env.NOWHERE.items() if name not in os.environ}
    lock = stack.enter_context(state.ServicesLock(wait_seconds=30))
    sys.stderr.write("Starting the embedded database for this command …\n")
    services = start_embedded()
    stack.callback(services.stop)
    lock.publish({"env": services.env, "url": None})
    return services.env
