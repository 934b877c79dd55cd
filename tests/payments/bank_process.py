"""The bank simulator as tests use it: a real process with its own folder, spoken to over HTTP.

`bank` shares one process per test worker and starts each test with good manners and an empty view
of the record; `own_bank` is a process of the test's own, to be killed and restarted.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from payments.gateway import SnapGateway
from payments.gateway.breaker import Breaker
from payments.gateway.config import read_config
from payments.simulator.keys import write_bank_keys
from tests.conftest import free_port
from tests.waiting import eventually

REPOSITORY = Path(__file__).resolve().parents[2]


class BankProcess:
    """One simulator process: `.url`, `.env` (BANK_* names), `.knobs()`, `.record()`, `.kill()`."""

    def __init__(self, folder: Path, *, callback_url: str = "") -> None:
        self.port, self._mark = free_port(), 0
        self.url = f"http://127.0.0.1:{self.port}"
        self.record_file = folder / "record.jsonl"
        keys = write_bank_keys(folder / "keys")
        self.env = {**keys, "BANK_BASE_URL": self.url}
        self._environ = {
            **os.environ,
            **keys,
            "SIM_RECORD_FILE": str(self.record_file),
            "BANK_CALLBACK_URL": callback_url,
        }
        self._http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)
        self._process: subprocess.Popen[bytes] | None = None
        self._gateways: list[SnapGateway] = []

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self._process = self.spawn()
        eventually(self._answers, seconds=30)

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Start one more process on the same record, without waiting for it."""
        command = [sys.executable, "-m", "payments.simulator", "--port", str(self.port)]
        with (self.record_file.parent / "bank.log").open("ab") as log:
            return subprocess.Popen(command, cwd=REPOSITORY, env=self._environ, stderr=log)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the bank simulator ended by itself"
        try:
            return self._http.get("/healthz").is_success
        except httpx.TransportError:
            return False

    def _last_words(self) -> str:
        log = (self.record_file.parent / "bank.log").read_text(errors="replace")
        return f"the bank ended with {self._process and self._process.returncode}: {log[-2000:]}"

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def close(self) -> None:
        """End the process and our connections to it."""
        self.kill()
        self._close_gateways()
        self._http.close()

    def knobs(self, **wanted: object) -> dict[str, Any]:
        """Change knobs and return them all."""
        answer = self._http.post("/_sim/knobs", json=wanted)
        answer.raise_for_status()
        return answer.json()

    def fresh_view(self) -> None:
        """Return to good manners and forget earlier entries in `.record()`."""
        assert self._process is not None
        assert self._process.poll() is None, self._last_words()
        self._close_gateways()
        self.knobs(reset=True)
        self._mark += len(self.record())

    def record(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Return the bank's own entries since the last fresh view, of one kind or all."""
        lines = self._http.get("/_sim/record", params={"since": self._mark}).text.splitlines()
        return [e for line in lines if kind in {None, (e := json.loads(line))["kind"]}]

    def events(self) -> list[dict[str, Any]]:
        """Return the notifications that this process has made, sent or dropped."""
        return self._http.get("/_sim/events").json()

    def post(self, path: str, payload: dict[str, Any]) -> httpx.Response:
        """Post to the side door."""
        return self._http.post(path, json=payload)

    def gateway(self, breaker: Breaker | None = None) -> SnapGateway:
        """Return a new adapter, with its own token, connections and breaker."""
        config = read_config(lambda name: self.env.get(name, ""))
        self._gateways.append(SnapGateway(config, breaker=breaker))
        return self._gateways[-1]

    def _close_gateways(self) -> None:
        while self._gateways:
            self._gateways.pop().close()


@pytest.fixture(scope="session")
def bank_process(tmp_path_factory) -> Iterator[BankProcess]:
    process = BankProcess(tmp_path_factory.mktemp("bank"))
    process.start()
    yield process
    process.close()


@pytest.fixture
def bank(bank_process) -> BankProcess:
    bank_process.fresh_view()
    return bank_process


@pytest.fixture
def own_bank(tmp_path) -> Iterator[BankProcess]:
    process = BankProcess(tmp_path)
    process.start()
    yield process
    process.close()
