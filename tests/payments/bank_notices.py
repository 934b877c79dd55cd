"""The bank's notifications as tests deliver them: real events, signed with the bank's real key."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from payments import snap
from payments.models import Instructed


def events_of(bank, intent: Instructed) -> list[dict[str, Any]]:
    """Return what the bank has to say about one intent, in the order it happened."""
    key = str(intent.instruction.idempotency_key)
    return [e for e in bank.events() if e["originalPartnerReferenceNo"] == key]


def signed(bank, path: str, body: bytes, event_id: str, *, age: timedelta = timedelta(0)) -> dict:
    """Return the headers that prove a body to be the bank's."""
    stamp = snap.timestamp_of(datetime.now(UTC) - age)
    pem = Path(bank.env["BANK_SIM_PRIVATE_KEY_FILE"]).read_bytes()
    text = snap.callback_string("POST", path, body, stamp)
    return {
        "X-TIMESTAMP": stamp,
        "X-SIGNATURE": snap.sign_asymmetric(snap.load_private_key(pem), text),
        "X-PARTNER-ID": bank.env["BANK_CLIENT_ID"],
        "X-EXTERNAL-ID": event_id,
    }


def deliver(client, bank, event: dict[str, Any], *, age: timedelta = timedelta(0), **changes: Any):
    """Post one event as the bank does; ``changes`` are made before it signs."""
    content = {name: value for name, value in {**event, **changes}.items() if name != "path"}
    path = "/bank" + event["path"]
    body = json.dumps(content).encode()
    headers = signed(bank, path, body, content["additionalInfo"]["eventId"], age=age)
    return client.post(path, body, content_type="application/json", headers=headers)
