"""The bank simulator during a load: the one that runs, else one of our own on the same record."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from django.conf import settings

from marketplace.core.patience import wait_until
from marketplace.demo.load.processes import beside
from payments.gateway import get_gateway

START_SECONDS = 30.0
HOST = "127.0.0.1"


class NoSimulator(Exception):
    """Without a simulated bank nothing may be paid in a demo."""


class Bank:
    """The side door of a simulator."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=5, trust_env=False)

    def answers(self) -> bool:
        """Say whether a simulator serves at this address."""
        try:
            return self._http.get("/_sim/knobs").is_success
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        """Close our connections."""
        self._http.close()

    def set(self, **knobs: object) -> None:
        """Change knobs. Raises: httpx.HTTPError."""
        self._http.post("/_sim/knobs", json=knobs).raise_for_status()


def record_file() -> Path:
    """Return where the simulator keeps its books, as its own configuration decides it."""
    return Path(os.environ.get("SIM_RECORD_FILE") or settings.VAR_DIR / "bank" / "record.jsonl")


def record_in_use() -> bool:
    """Say whether a simulator writes its books at this moment."""
    path = record_file()
    if not path.exists():
        return False
    with path.open("rb") as books:
        try:
            fcntl.flock(books, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


@contextmanager
def simulator() -> Iterator[Bank]:
    """Lead the product's gateway to a simulator that notifies nobody, and back again.

    The year's answers are read as they come; a notification would only say the same once more.
    Raises: NoSimulator when the configured bank is a real one, or none can be started.
    """
    if not settings.BANK_IS_SIMULATOR:
        raise NoSimulator("BANK_IS_SIMULATOR is off: a demo never pays through a real bank.")
    with ExitStack() as stack:
        bank = Bank(settings.BANK_BASE_URL)
        stack.callback(bank.close)
        if not (bank.url and bank.answers()):
            bank = stack.enter_context(_own())
            stack.enter_context(_as_configured(bank.url))
        stack.enter_context(_without_notifications(bank))
        yield bank


@contextmanager
def _own() -> Iterator[Bank]:
    bank = Bank(f"http://{HOST}:{(port := _free_port())}")
    words = ("--port", str(port), "--until-eof")
    books = str(record_file())
    with beside("bank", "payments.simulator", *words, SIM_RECORD_FILE=books) as companion:
        wait_until(lambda: companion.ended or bank.answers(), seconds=START_SECONDS)
        if companion.ended or not bank.answers():
            raise NoSimulator(f"The bank simulator did not start:\n{companion.last_words}")
        try:
            yield bank
        finally:
            bank.close()
        companion.finish()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _as_configured(url: str) -> Iterator[None]:
    before, settings.BANK_BASE_URL = settings.BANK_BASE_URL, url
    try:
        yield
    finally:
        get_gateway().close()
        settings.BANK_BASE_URL = before


@contextmanager
def _without_notifications(bank: Bank) -> Iterator[None]:
    bank.set(drop_callbacks=1.0)
    try:
        yield
    finally:
        bank.set(drop_callbacks=0.0)
