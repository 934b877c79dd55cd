"""Find an encrypted number again without keeping it: a keyed hash beside it (blind index).

A NIK has few enough values that any plain or salted hash can be tried out; without the key this one
cannot. The key is not the one that encrypts: who steals one still lacks the other.
"""

import hmac
from hashlib import sha256

from django.conf import settings


def index_of(kind: str, value: str) -> str:
    """Return the index to store: 64 hexadecimal digits under the first of INDEX_KEYS.

    kind: what the value is ("nik", "npwp"), so that equal digits of two kinds do not meet.
    value: in its one stored shape. Nothing is indexed as nothing.
    """
    return _hash(settings.INDEX_KEYS[0], kind, value) if value else ""


def indexes_of(kind: str, value: str) -> list[str]:
    """Return every index a stored row may have, one for each of INDEX_KEYS: what to look for."""
    return [_hash(key, kind, value) for key in settings.INDEX_KEYS] if value else []


def _hash(key: str, kind: str, value: str) -> str:
    return hmac.new(key.encode(), f"{kind}:{value}".encode(), sha256).hexdigest()
