"""The bank behind a port: `get_gateway()` gives the adapter that the settings name."""

import os
import threading
from collections.abc import Mapping
from functools import lru_cache

from payments.gateway.config import BankConfig, read_config
from payments.gateway.port import (
    AccountResult,
    BankGateway,
    BankResult,
    CallbackEvent,
    CallbackForeign,
    CallbackForged,
    CallbackMalformed,
    CallbackRefused,
    CallbackStale,
    CardRegistration,
    ChargeRequest,
    EventKind,
    GatewayAnswerUnreadable,
    GatewayError,
    GatewayFieldUnreadable,
    GatewayRejected,
    GatewayTimeout,
    GatewayUnavailable,
    Outcome,
    PayoutRequest,
    QrisRequest,
    QrisResult,
)
from payments.gateway.snap_gateway import SnapGateway

_making = threading.Lock()
NAMES = (
    "BANK_BASE_URL",
    "BANK_CLIENT_ID",
    "BANK_CLIENT_SECRET",
    "BANK_MERCHANT_ID",
    "BANK_PRIVATE_KEY",
    "BANK_PUBLIC_KEY",
)


def gateway_from_env(environ: Mapping[str, str]) -> SnapGateway:
    """Build the adapter from BANK_* names. Raises: ValueError naming what is missing."""
    return SnapGateway(read_config(lambda name: environ.get(name, "")))


def get_gateway() -> BankGateway:
    """Return this process's gateway as the Django settings configure it."""
    from django.conf import settings  # noqa: PLC0415 - the port itself stays free of Django

    wanted = [variant for name in NAMES for variant in (name, f"{name}_FILE")]
    values = tuple((name, str(getattr(settings, name, "") or "")) for name in wanted)
    # The process id is part of the key: a forked worker must not share its parent's sockets.
    # One at a time: a second adapter made at the same moment would leave its sockets behind.
    with _making:
        return _shared(values, os.getpid())


@lru_cache(maxsize=4)
def _shared(values: tuple[tuple[str, str], ...], _pid: int) -> BankGateway:
    return gateway_from_env(dict(values))


__all__ = [
    "AccountResult",
    "BankConfig",
    "BankGateway",
    "BankResult",
    "CallbackEvent",
    "CallbackForeign",
    "CallbackForged",
    "CallbackMalformed",
    "CallbackRefused",
    "CallbackStale",
    "CardRegistration",
    "ChargeRequest",
    "EventKind",
    "GatewayAnswerUnreadable",
    "GatewayError",
    "GatewayFieldUnreadable",
    "GatewayRejected",
    "GatewayTimeout",
    "GatewayUnavailable",
    "Outcome",
    "PayoutRequest",
    "QrisRequest",
    "QrisResult",
    "SnapGateway",
    "gateway_from_env",
    "get_gateway",
]
