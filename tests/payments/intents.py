"""Requests to the bank as the product makes them, each with a key of its own."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from payments.gateway import (
    ChargeRequest,
    PayoutRequest,
    QrisRequest,
)

FULL_CAP = 50_000_000


def a_charge(**changes):
    return replace(
        ChargeRequest(
            key=str(uuid.uuid4()),
            claim_ref=f"claim-{uuid.uuid4()}",
            amount_rupiah=FULL_CAP,
            card_token="card-ok-citra",
            size_class="small",
            description="Teh kelor, 100 kotak",
        ),
        **changes,
    )


def a_payout(**changes):
    return replace(
        PayoutRequest(
            key=str(uuid.uuid4()),
            payout_ref=f"payout-{uuid.uuid4()}",
            amount_rupiah=49_650_000,
            bank_code="014",
            account_number="1234567890",
            account_holder="CITRA CONTOH",
            description="Penyelesaian",
            claim_refs=("claim-1", "claim-2"),
        ),
        **changes,
    )


def a_code(**changes):
    return replace(
        QrisRequest(
            key=str(uuid.uuid4()),
            claim_ref="claim-q",
            amount_rupiah=150_000,
            size_class="micro",
            merchant_name="Kelor Citra",
            city="Kota Kupang",
            expires_at=datetime.now(UTC) + timedelta(hours=1),
        ),
        **changes,
    )
