"""Who walks through the site, and every address that it has."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

VISITOR = "visitor"


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every named address of the site."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield space + (pattern.name or f"unnamed {pattern.pattern}")


ALL_NAMES = sorted(set(names(get_resolver())))


def admin_pages() -> Iterator[tuple[str, str]]:
    """Every page of the admin that needs no row, as name and address."""
    for name in ALL_NAMES:
        if name.startswith("admin:"):
            try:
                yield name, reverse(name)
            except NoReverseMatch:
                continue  # the page of one row; the list above it is there


def clients_of(stage: Any, people: Iterable[str], **options: Any) -> dict[str, Client]:
    """A browser for each, signed in unless a visitor."""
    clients = {person: Client(**options) for person in people}
    for person, client in clients.items():
        if person != VISITOR:
            client.force_login(getattr(stage, person))
    return clients
