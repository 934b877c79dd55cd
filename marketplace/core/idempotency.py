"""One key, one request, one result (I-08)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core import guards
from marketplace.core.errors import Conflict
from marketplace.core.models import IdempotencyKey


class KeyReused(Conflict):
    """The same key came with another request."""

    code = "idempotency_key_reused"


def fingerprint(request: object) -> str:
    """Return a stable hash of a JSON-like request."""
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


@guards.use_case
def once(*, actor_id: int, key: str, request: object, do: Callable[[], Any]) -> Any:
    """Run ``do`` for the first request under this key; later ones get its stored result.

    ``do`` runs in this transaction, so key and effect commit together. Parallel callers wait on
    the unique index and then read the first one's answer. Raises: KeyReused.
    """
    wanted = fingerprint(request)
    row, fresh = IdempotencyKey.objects.get_or_create(
        actor_id=actor_id, key=key, defaults={"request_hash": wanted}
    )
    if not fresh:
        if row.request_hash != wanted:
            raise KeyReused(
                _("This key was already used for another request. Send it with a new key.")
            )
        return row.response
    row.response = do()
    row.save(update_fields=["response"])
    return row.response
