"""The cast of the tests and the shortcuts into their stories: every row comes from a use-case."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.test import Client

from marketplace.core import policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db import models

factories: Any = import_module("tests.factories")
stories: Any = import_module("tests.stories")
money_steps: Any = import_module("tests.payments.money_steps")
order_stories: Any = import_module("tests.orders.stories")

QUIET = (
    *("django.request", "django.security", "django.security.DisallowedHost", "axes"),
    *("marketplace", "payments"),
)


def unlocked(
    model: type[models.Model], keys: Sequence[int], _mode: object
) -> Sequence[models.Model]:
    """Read rows as ``locks.read_locked`` does, without holding them: a saboteur."""
    return list(model._default_manager.filter(pk__in=keys).order_by("pk"))


def no_pairs(_agency_id: int, _vendor_ids: object) -> None:
    """Hold no pair of agency and shop (``splitting.hold_pairs``), which alone would serialise."""


def browser_of(person: Any, **options: Any) -> Client:
    """Return a browser of somebody who has signed in, or of a visitor; a 5xx is an answer too."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0], raise_request_exception=False, **options)
    if person is not None:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


@contextmanager
def refusals_expected() -> Iterator[None]:
    """Keep the log quiet about refusals until the block ends: they are what is looked for."""
    logs = [logging.getLogger(name) for name in QUIET]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)


@contextmanager
def swapped(owner: object, name: str, replacement: object) -> Iterator[None]:
    """Put a saboteur in the place of a function until the block ends."""
    original = getattr(owner, name)
    setattr(owner, name, replacement)
    try:
        yield
    finally:
        setattr(owner, name, original)


def _careless(_verdict: policy.Verdict) -> None:
    return None


@contextmanager
def everybody_may() -> Iterator[None]:
    """Let a policy's no be a yes: a saboteur. Rooms hold the function itself, so its code goes."""
    honest = policy.require.__code__
    policy.require.__code__ = _careless.__code__
    try:
        yield
    finally:
        policy.require.__code__ = honest
