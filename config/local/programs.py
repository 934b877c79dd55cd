"""The programs of a local start, each with its command line."""

from __future__ import annotations

import sys
from pathlib import Path

from config.serving.limits import web_workers

from .paths import var_dir
from .process import Program

# The same words as in docker-compose.yml. All connections are taken in: config.serving decides.
SERVER = ["--interface", "asgi", "config.asgi:application", "--http", "1", "--no-ws"]
SERVER += ["--respawn-failed-workers", "--backlog", "2048", "--backpressure", "4096"]
SERVER += ["--http1-header-read-timeout", "10000"]


def program(name: str, words: list[str], env: dict[str, str], *, anew: bool = False) -> Program:
    """A Python program of ours with its own log in `var/log/`, begun anew or gone on with."""
    log = var_dir() / "log" / f"{name}.log"
    if anew:
        log.unlink(missing_ok=True)
    return Program(name=name, argv=[sys.executable, *words], env=env, log=log)


def bank(env: dict[str, str], port: int) -> Program:
    words = ["-m", "payments.simulator", "--host", "127.0.0.1", "--port", str(port)]
    return program("bank", words, env)


def courier(env: dict[str, str], port: int, market: str) -> Program:
    words = ["-m", "config.local.couriersim", "--port", str(port), "--to", f"{market}/kurir/kabar/"]
    return program("courier", words, env)


def mail(env: dict[str, str], port: int, folder: Path) -> Program:
    words = ["-m", "config.local.mailsink", "--port", str(port), "--folder", str(folder)]
    return program("mail", words, env)


def demo(env: dict[str, str]) -> Program:
    """The load of the demo; its log tells of this load alone."""
    return program("demo", ["-m", "config.local.demo"], env, anew=True)


def prepare_demo(env: dict[str, str]) -> Program:
    """Before a load: empties a database that an earlier load left half-way."""
    return shown("demo", ["-m", "config.local.demo", "--prepare"], env)


def schema(env: dict[str, str]) -> Program:
    return shown("schema", ["-m", "config.local.schema"], env)


def web(env: dict[str, str], port: int) -> Program:
    words = ["-m", "granian", *SERVER, "--host", "127.0.0.1", "--port", str(port)]
    words += ["--workers", str(web_workers()), "--workers-kill-timeout", "2"]
    # Threads that each keep a heap of their own, and what is freed, made a worker a fifth larger.
    heap = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}
    return program("web", words, {**env, **heap})


def worker(env: dict[str, str]) -> Program:
    words = ["-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "INFO"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return program("worker", words, env)


def beat(env: dict[str, str]) -> Program:
    schedule = str(var_dir() / "beat-schedule")
    words = ["-m", "celery", "-A", "config", "beat", "--schedule", schedule, "--pidfile="]
    return program("beat", words, env)


def poller(env: dict[str, str]) -> Program:
    return program("poller", ["manage.py", "run_poller"], env)


def shown(name: str, words: list[str], env: dict[str, str]) -> Program:
    """A program of ours that comes to its end while the person sees its output."""
    return Program(name=name, argv=[sys.executable, *words], env=env, log=None)
