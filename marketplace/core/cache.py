"""A cache that fails open: a dead Redis makes a page slower, never wrong."""

from contextlib import suppress
from typing import Any

import structlog
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class FailOpenRedisCache(RedisCache):
    """Redis, or nothing at all when it cannot be reached."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default when Redis is away."""
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        """Store the value if Redis is there."""
        try:
            super().set(key, value, timeout, version)
        except RedisError:
            log.warning("cache_unreachable")

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        """Store the value if it is new; without Redis every value is new."""
        try:
            return bool(super().add(key, value, timeout, version))
        except RedisError:
            return True

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count up; without Redis nothing was counted before. Raises: ValueError without a key."""
        try:
            return int(super().incr(key, delta, version))
        except RedisError:
            return delta

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the value; what Redis does not answer, nobody will read."""
        try:
            return bool(super().delete(key, version))
        except RedisError:
            return False

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Forget the values, in one word to Redis."""
        with suppress(RedisError):
            super().delete_many(keys, version)


def count_up(key: str, *, kept_seconds: int) -> int:
    """Count one more under a key and return the number; the key is forgotten after so long.

    Returns 0 where it was forgotten at this very moment: nothing is stopped by that.
    """
    cache.add(key, 0, kept_seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two lines
        return 0
