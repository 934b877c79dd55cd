"""The gateway's simulator as tests use it, and the text messages that ``file:`` kept."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from marketplace.core import sms
from tests.conftest import free_port
from tests.sms.gateway import TOKEN
from tests.waiting import eventually

REPOSITORY = Path(__file__).resolve().parents[2]


class SmsGateway:
    """One simulator process."""

    def __init__(self, module: str = "tests.sms.gateway") -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, "--port", str(port)], cwd=REPOSITORY
        )
        eventually(self._answers, seconds=30)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "the gateway ended by itself"
        try:
            return self._http.get("/").is_success
        except httpx.TransportError:
            return False

    def knobs(self, **wanted: object) -> None:
        """Change how it behaves."""
        self._http.post("/_sim/knobs", json=wanted).raise_for_status()

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Return each request as it came."""
        return self._http.get("/_sim/record").json()["asked"]

    @property
    def delivered(self) -> list[dict[str, str]]:
        """Return what phones received."""
        return self._http.get("/_sim/record").json()["delivered"]

    def close(self) -> None:
        """End the process."""
        self._http.close()
        self._process.kill()
        self._process.wait(10)


@pytest.fixture(scope="session")
def sms_process() -> Iterator[SmsGateway]:
    gateway = SmsGateway()
    yield gateway
    gateway.close()


@pytest.fixture
def sms_gateway(sms_process, settings) -> SmsGateway:
    """A gateway of good manners that the settings point at."""
    sms_process.knobs(reset=True)
    settings.SMS_URL, settings.SMS_TOKEN = f"{sms_process.url}/messages", TOKEN
    return sms_process


class Phones:
    """The messages that ``file:`` kept, the newest last."""

    def all(self) -> list[dict[str, str]]:
        """Return every message."""
        files = sorted(sms.folder().glob("*.json")) if sms.folder().exists() else []
        return [json.loads(path.read_text(encoding="utf-8")) for path in files]

    def to(self, number: str) -> list[str]:
        """Return the texts that one phone received."""
        return [one["text"] for one in self.all() if one["to"] == number]


@pytest.fixture
def sms_box(settings) -> Phones:
    """Keep text messages in the test's own folder and read them there."""
    settings.SMS_URL = "file:"
    return Phones()
