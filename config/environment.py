"""Readers of the environment: typed, and failing loudly with the name of what is wrong."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str | None = None) -> str:
    """Return a text setting. Raises: ImproperlyConfigured when it is required and absent."""
    path = os.environ.get(f"{name}_FILE")
    if path and name not in os.environ:
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set; see README.md.")
    return value


def env_bool(name: str, *, default: bool = False) -> bool:
    """Return a switch written as 1/0, true/false, yes/no, on/off."""
    value = env(name, "1" if default else "0").lower()
    if value not in {"1", "0", "true", "false", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes", "on"}


def env_int(name: str, default: int) -> int:
    """Return a whole number."""
    value = env(name, str(default))
    try:
        return int(value)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from wrong


def env_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def with_password(url: str, password: str) -> str:
    """Put a password that is kept apart, in a file of its own, into an address with a user."""
    parts = urlsplit(url)
    if not password or not parts.username or parts.password:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def database(url: str) -> dict[str, object]:
    """Read ``postgresql://user:password@host:port/name?host=/socket/folder``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c timezone=UTC -c lock_timeout=3000"
            f" -c statement_timeout={env_int('STATEMENT_TIMEOUT_MS', 10_000)}",
        },
        # Search and migrations need extensions, so test databases start from template1.
        "TEST": {"NAME": os.environ.get("PASAR_BELA_TEST_DB")},
    }
