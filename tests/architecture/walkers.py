"""Who walks through the site, and every address that it has."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

VISITOR = "visitor"
WRITES_ALLOWED = {
    # the audit of a reading, how far a conversation was read, the last sign-in, sessions and
    # counters are no business facts
    "core_fileaccess",
    "notices_reading",
    "django_session",
    "accounts_user",
}
# No session is used there: the password, or the bank's signature, is asked for each time.
CSRF_FREE = {"api_token", "bank_charge", "bank_payout", "bank_qris"}
# Nor there: a session opens nothing, whatever is sent.
CSRF_FREE |= {"api_channel_listings", "api_channel_listing", "api_order_changes"}
CSRF_FREE |= {"api_channel_stocks", "api_channel_stock"}


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


def row_counts() -> dict[str, tuple[int, ...]]:
    """The number of rows of every table and of those changed by this transaction."""
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in WRITES_ALLOWED:
                cursor.execute(
                    f'SELECT count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM "{table}" t'  # noqa: S608
                )
                counts[table] = cursor.fetchone()
    return counts
