"""Notifications to the client: signed at the moment of sending, retried, and spoilt on demand."""

import asyncio
import json
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from payments import snap
from payments.simulator import answers
from payments.simulator.config import SimulatorConfig
from payments.simulator.knobs import KnobBoard
from payments.simulator.record import Entry

RETRY_SECONDS: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
HOLD_SECONDS: Final = 0.3
PATHS: Final = {
    answers.CHARGE: ("charge", "/v1.0/debit/notify"),
    answers.PAYOUT: ("payout", "/v1.0/transfer/notify"),
    answers.QRIS: ("qris", "/v1.0/qr/qr-mpm-notify"),
}
WORDS: Final = {"00": "Successful", "03": "Pending"}


def event_of(entry: Entry, status: str, merchant_id: str) -> dict[str, Any]:
    """Return the body of the notification that `entry` is now in `status`."""
    kind, path = PATHS[entry["service"]]
    return {
        "path": path,
        "originalPartnerReferenceNo": entry["key"],
        "originalReferenceNo": entry["reference"],
        "merchantId": merchant_id,
        "amount": snap.amount_of(entry["amount_rupiah"]),
        "latestTransactionStatus": status,
        "transactionStatusDesc": entry.get("reason") or WORDS[status],
        "approvalCode": entry.get("approval_code", "") if status == "00" else "",
        "finishedTime": entry.get("finished_at") or snap.timestamp_of(datetime.now(UTC)),
        "additionalInfo": {
            "eventId": f"{entry['reference']}-{status}",
            "kind": kind,
            "claimId": entry.get("claim_id", ""),
            "reasonCode": entry.get("reason_code", ""),
            **(_credit(entry) if status == "00" and "mdr_rupiah" in entry else {}),
        },
    }


def _credit(entry: Entry) -> dict[str, Any]:
    fee = {"value": f"{entry['mdr_rupiah']}.00", "currency": snap.CURRENCY}
    return {"mdr": fee, "netAmount": snap.amount_of(entry["net_rupiah"])}


class Notifier:
    """Sends in the background. Events live in memory: a killed bank forgets to notify, as some do,
    and whoever relies on notifications alone loses money; inquiries still tell the truth."""

    def __init__(self, config: SimulatorConfig, knobs: KnobBoard) -> None:
        self._config, self._knobs = config, knobs
        self._tasks: set[asyncio.Task[None]] = set()
        self._held: list[dict[str, Any]] = []
        self._client = httpx.AsyncClient(timeout=3, trust_env=False)
        self.events: list[dict[str, Any]] = []

    def announce(self, entry: Entry, status: str) -> None:
        """Queue the notification of an entry, and of its end when it is still pending."""
        self._queue(event_of(entry, status, self._config.merchant_id))
        if status == "03":
            self._start(self._announce_end(entry))

    def resend(self, event_id: str) -> bool:
        """Queue an event once more, however late. False when there is no such event."""
        found = [e for e in self.events if e["additionalInfo"]["eventId"] == event_id]
        for event in found[:1]:
            self._start(self._deliver(event, self._base()))
        return bool(found)

    async def close(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await self._client.aclose()

    async def _announce_end(self, entry: Entry) -> None:
        wait = datetime.fromisoformat(entry["pending_until"]) - datetime.now(UTC)
        await asyncio.sleep(max(wait.total_seconds(), 0))
        self._queue(event_of(entry, "00", self._config.merchant_id))

    def _queue(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if self._knobs.strikes(self._knobs.values.drop_callbacks):
            return
        copies = [event] * (1 + self._knobs.values.repeat_callbacks)
        if not self._knobs.values.reorder_callbacks:
            for copy in copies:
                self._start(self._deliver(copy, self._base()))
            return
        if not self._held:
            self._start(self._release(self._base()))
        self._held.extend(copies)

    async def _release(self, base: str) -> None:
        await asyncio.sleep(HOLD_SECONDS)
        held, self._held = self._held, []
        self._knobs.chance.shuffle(held)
        for event in held:
            await self._deliver(event, base)

    def _base(self) -> str:
        """Return the client's address now; retries keep the one that they began with."""
        return self._knobs.values.callback_url or self._config.callback_url

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, event: dict[str, Any], base: str) -> None:
        for pause in (*RETRY_SECONDS, None):
            if await self._post(event, base) or pause is None:
                return
            await asyncio.sleep(pause)

    async def _post(self, event: dict[str, Any], base: str) -> bool:
        """Send one signed try; True once the client took it, or when there is nobody to tell."""
        if not base:
            return True
        url = base.rstrip("/") + event["path"]
        content = {name: value for name, value in event.items() if name != "path"}
        body = json.dumps(content, ensure_ascii=False).encode()
        headers = self.sign(urlsplit(url).path, body, event["additionalInfo"]["eventId"])
        try:
            reply = await self._client.post(url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL):
            return False
        return reply.is_success

    def sign(self, path: str, body: bytes, event_id: str) -> dict[str, str]:
        """Return the headers that prove this body to be the bank's, now, for this address."""
        stamp = snap.timestamp_of(datetime.now(UTC))
        text = snap.callback_string("POST", path, body, stamp)
        return {
            "Content-Type": "application/json",
            "X-TIMESTAMP": stamp,
            "X-SIGNATURE": snap.sign_asymmetric(self._config.private_key, text),
            "X-PARTNER-ID": self._config.client_id,
            "X-EXTERNAL-ID": event_id,
            "CHANNEL-ID": "95221",
        }
