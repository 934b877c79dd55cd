"""`manage.py verify`: every gate in turn, each with its time; exactly what the CI runs."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import bootstrap, lockcheck
from .deployment import field_key
from .env import NOWHERE, complete, local_env
from .paths import ROOT, say

Gate = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gate's end. complaint: None when it passed."""

    name: str
    complaint: str | None
    seconds: float


def production_env() -> dict[str, str]:
    """A production-like environment with strong values, for `check --deploy`."""
    keys = {name: value for name, value in local_env().items() if name.endswith("_FILE")}
    return {
        **os.environ,
        **NOWHERE,
        **keys,
        "PASAR_BELA_ENV": "production",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": field_key(),
        "INDEX_KEYS": field_key(),
        "BASE_URL": "https://pasar.example.test",
        "ALLOWED_HOSTS": "pasar.example.test",
        "EMAIL_URL": "smtp+tls://mail.example.test:587",
        "BANK_BASE_URL": "https://bank.example.test",
        "BANK_CLIENT_ID": "client",
        "BANK_CLIENT_SECRET": secrets.token_urlsafe(32),
        "BANK_MERCHANT_ID": "merchant",
        "DEMO": "0",
        "DEBUG": "0",
    }


def program(words: list[str], surroundings: dict[str, str] | None = None) -> Gate:
    """A gate that runs a program; a failure shows its output."""

    def gate() -> str | None:
        env = surroundings or complete(environment="local", services=dict(NOWHERE))
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return None if done.returncode == 0 else done.stdout.strip() or f"code {done.returncode}"

    return gate


def python(*words: str) -> Gate:
    return program([sys.executable, "-m", *words])


def tool(name: str, *words: str) -> Gate:
    return program([str(ROOT / ".venv" / "bin" / name), *words])


def manage(*words: str, surroundings: dict[str, str] | None = None) -> Gate:
    command = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py", *words]
    return program(command, surroundings)


def locks() -> str | None:
    return "\n".join(lockcheck.check_tree(ROOT)) or None


def installs() -> str | None:
    """Ask both installers what each lock would install, this time resolving it.

    The bundled pip refuses a lock that lacks something its packages need; uv is asked where it is.
    """
    wheel = bootstrap.checked_pip_wheel(ROOT / "config" / "local" / bootstrap.PIP_WHEEL)
    strict = [word for word in bootstrap.STRICT if word != "--no-deps"]
    pip = [sys.executable, f"{wheel}/pip", "install", "--quiet", "--ignore-installed"]
    tries = [([*pip, "--dry-run", *strict], bootstrap.pip_environment())]
    uv = bootstrap.find_uv()
    if uv:
        words = [uv, "pip", "install", "--python", sys.executable, "--quiet", "--dry-run"]
        tries.append(([*words, *strict], bootstrap.uv_environment()))
    complaints = [
        complaint
        for lock in lockcheck.LOCKS
        for words, env in tries
        if (complaint := program([*words, "-r", lock], env)())
    ]
    return "\n".join(complaints) or None


def tests() -> str | None:
    """The suite, whose own output goes straight to the person."""
    done = subprocess.run([sys.executable, "manage.py", "test"], cwd=ROOT, check=False)
    return None if done.returncode == 0 else f"manage.py test ended with {done.returncode}"


def gates(*, with_tests: bool) -> list[tuple[str, Gate]]:
    """Quick ones first, so that a slip shows within seconds."""
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    chosen: list[tuple[str, Gate]] = [
        ("locks", locks),
        ("installs", installs),
        ("ruff", python("ruff", "check", ".")),
        ("format", python("ruff", "format", "--check", ".")),
        ("templates", python("djlint", "templates", "--lint", "--quiet")),
        ("template format", tool("djangofmt", "--check", "templates")),
        ("imports", tool("lint-imports", "--no-cache")),
        ("migrations", manage("makemigrations", "--check", "--dry-run")),
        ("translations", manage("translations", "--check")),
        ("deploy", manage(*deploy, surroundings=production_env())),
        ("types", python("mypy", "manage.py", *bootstrap.SOURCES)),
    ]
    return [*chosen, ("tests", tests)] if with_tests else chosen


def run_gate(name: str, gate: Gate) -> Outcome:
    started = time.monotonic()
    complaint = gate()
    outcome = Outcome(name, complaint, time.monotonic() - started)
    word = "FAILED" if complaint else "ok"
    say(f"{name:<16} {word:<6} {outcome.seconds:6.1f} s")
    if complaint:
        say("\n".join(f"    {line}" for line in complaint.splitlines()))
    return outcome


def main(words: list[str]) -> int:
    """Exit code: 0 when every gate passed, else 1."""
    parser = argparse.ArgumentParser(prog="manage.py verify", description=__doc__)
    parser.add_argument("--skip-tests", action="store_true", help="all gates but the test suite")
    options = parser.parse_args(words)
    started = time.monotonic()
    outcomes = [run_gate(*item) for item in gates(with_tests=not options.skip_tests)]
    passed = sum(outcome.complaint is None for outcome in outcomes)
    seconds = time.monotonic() - started
    say(f"verify: {passed}/{len(outcomes)} gates passed in {seconds:.0f} s")
    return 0 if passed == len(outcomes) else 1
