"""Every address against every person: allowed and denied, from one table."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from marketplace.accounts.models import Role
from marketplace.core import outbox
from marketplace.documents import services as documents
from marketplace.notices.models import Channel, Notice
from tests import factories, stories
from tests.architecture.permissions import PEOPLE, PERMISSIONS, address, site_name
from tests.payments.money_steps import pay
from tests.trust.files import sheets
from vendors import services as vendors

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


@pytest.fixture
def stage(committed_world) -> SimpleNamespace:
    """The cast with an issued order, its paper, a private file and a notice.

    Committed: a walk inside one transaction would keep the sealer of every other test waiting.
    """
    world = committed_world
    factories.hire(world)
    order = stories.issued(world)
    claim = stories.claimed(world)
    instruction = pay(world, stories.claimed(world)).instruction
    operator = factories.make_user("Operator", is_staff=True, is_superuser=True)
    tenant = world.agency.tenant
    file = factories.keep_upload(
        SimpleUploadedFile("nib.pdf", sheets.pdf()),
        kind="vendor_document",
        owner=world.citra,
    )
    world.vendor.documents.create(kind="nib", file=file, uploaded_at=order.created_at)
    with transaction.atomic():
        event = outbox.emit("test.staged", subject=order)
    notice = Notice.objects.create(
        recipient=world.ani,
        event=event,
        channel=Channel.INBOX,
        kind="x",
        created_at=event.occurred_at,
    )
    change = vendors.ask_change(
        vendor_id=world.vendor.pk, kind="phone", asked="0800 0000 0077", actor=world.citra
    )
    paper = documents.of(order).get()
    return SimpleNamespace(
        **vars(world),
        order=order,
        claim=claim,
        instruction=instruction,
        operator=operator,
        leo=factories.make_tenant_officer("Leo", Role.LEADER, tenant),
        lokita=factories.make_tenant_officer("Lokita", Role.COUNTER_OFFICER, tenant),
        nona=factories.make_user("Nona"),
        file=file,
        notice=notice,
        paper=paper,
        change=change,
    )


def clients_of(stage: Any, people: Iterable[str], **options: Any) -> dict[str, Client]:
    """A browser for each, signed in unless a visitor."""
    clients = {person: Client(**options) for person in people}
    for person, client in clients.items():
        if person != VISITOR:
            client.force_login(getattr(stage, person))
    return clients


def test_the_table_names_every_address_and_no_other():
    known = {name for name in ALL_NAMES if not name.startswith("admin:")}
    assert known == {site_name(row) for row in PERMISSIONS}


def test_every_address_answers_each_person_as_the_table_says(stage):
    """One walk: a list of all wrong cells is worth more than the first one."""
    wrong, clients = [], clients_of(stage, sorted(PEOPLE | {VISITOR}))
    for name, row in PERMISSIONS.items():
        for person, client in clients.items():
            answer = client.get(address(name, stage))
            wanted = {row.visitor} if person == VISITOR else row.answers(person)
            if answer.status_code not in wanted:
                wrong.append(f"{name} {person}: {answer.status_code}, not {sorted(wanted)}")
    assert not wrong, "\n".join(wrong)


WALKERS = ("ani", "citra", "lina", "mira", "fajar", "joko", "kartika")
WRITES_ALLOWED = {
    # the audit of a reading, the last sign-in, sessions and counters are no business facts
    "core_fileaccess",
    "django_session",
    "accounts_user",
}


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


def test_reading_changes_nothing(stage):
    documents.pdf(stage.paper)  # the first reading sets the PDF and seals it
    clients = clients_of(stage, WALKERS)
    before = row_counts()
    for name in PERMISSIONS:
        for client in clients.values():
            client.get(address(name, stage))
    after = row_counts()
    changed = {table for table in before if before[table] != after[table]}
    assert not changed


# No session is used there: the password, or the bank's signature, is asked for each time.
CSRF_FREE = {"api_token", "bank_charge", "bank_payout", "bank_qris"}


def test_nothing_is_changed_by_a_form_from_elsewhere(stage):
    wrong, clients = [], clients_of(stage, WALKERS, enforce_csrf_checks=True)
    before = row_counts()
    for name in sorted(set(PERMISSIONS) - CSRF_FREE):
        for person, client in clients.items():
            kind = "application/json" if name.startswith("api") else MULTIPART_CONTENT
            answer = client.post(address(name, stage), {}, content_type=kind)
            if answer.status_code not in {403, 404, 405}:
                wrong.append(f"{name} {person}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert row_counts() == before


def test_the_admin_is_for_operators(stage):
    """Every page of the admin that needs no row."""
    clients = clients_of(stage, [VISITOR, "ani", "indra"])
    open_pages = {"admin:login", "admin:logout", "admin:jsi18n"}
    for name in {name for name in ALL_NAMES if name.startswith("admin:")} - open_pages:
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue  # the page of one row; the list above it is closed
        for client in clients.values():
            assert client.get(path).status_code == 302, name


def test_the_admin_writes_no_money(stage):
    client = clients_of(stage, ["operator"])["operator"]
    for name in ALL_NAMES:
        room, _, action = name.removeprefix("admin:").rpartition("_")
        money = room.startswith(
            ("payments_", "orders_", "fulfilment_", "core_audit", "core_outbox")
        )
        if name.startswith("admin:") and money and action == "add":
            assert client.get(reverse(name)).status_code == 403, name
