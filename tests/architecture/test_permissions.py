"""Every address against every person: allowed and denied, from one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from marketplace.documents import services as documents
from tests.architecture.headers import complaints
from tests.architecture.permissions import PEOPLE, PERMISSIONS, address, site_name
from tests.architecture.walkers import (
    ALL_NAMES,
    CSRF_FREE,
    VISITOR,
    admin_pages,
    clients_of,
    row_counts,
)
from tests.chance import some

WALKERS = ("ani", "citra", "lina", "mira", "fajar", "joko", "kartika")
ELSEWHERE = {"api_docs"}  # the library's own page has a policy of its own
# Forms that a visitor sends: they need the token's cookie, and no other.
FORMS = {
    "account_login",
    "phone_sign_in",
    "phone_sign_up",
    "account_signup",
    "account_reset_password",
    "listing_report",
}


def test_the_table_names_every_address_and_no_other():
    known = {name for name in ALL_NAMES if not name.startswith("admin:")}
    assert known == {site_name(row) for row in PERMISSIONS}


@dataclass
class Reading:
    """All that is wrong with what was read: the whole list is worth more than the first cell."""

    stage: Any
    unlike_the_table: list[str] = field(default_factory=list)
    without_the_policy: list[str] = field(default_factory=list)

    def walk(self, clients: Mapping[str, Client]) -> None:
        """Let each of these people read every address."""
        for name in PERMISSIONS:
            for person, client in clients.items():
                self.read(name, person, client)

    def read(self, name: str, person: str, client: Client) -> Any:
        """Read one address as one person."""
        answer, row = client.get(address(name, self.stage)), PERMISSIONS[name]
        wanted = {row.visitor} if person == VISITOR else row.answers(person)
        if answer.status_code not in wanted:
            found = f"{name} {person}: {answer.status_code}, not {sorted(wanted)}"
            self.unlike_the_table.append(found)
        if name not in ELSEWHERE:
            self.without_the_policy += complaints(answer, f"{name} {person}")
        return answer


def test_every_address_answers_each_person_as_the_table_says_under_the_policy(stage):
    """One walk for all of it. Reading changes nothing, and who only looks gets no cookie."""
    documents.pdf(stage.paper)  # the first reading sets the PDF and seals it
    reading, walkers = Reading(stage), clients_of(stage, some(WALKERS, 4))
    before = row_counts()
    reading.walk(walkers)
    after = row_counts()
    changed = {table for table in before if before[table] != after[table]}
    others = some(sorted(PEOPLE - set(WALKERS)), 3)
    reading.walk(clients_of(stage, others))
    # A new browser for each page: what it gets there is all that it gets.
    looked = {name: reading.read(name, VISITOR, Client()) for name in PERMISSIONS}
    given = {name: set(answer.cookies) for name, answer in looked.items() if answer.cookies}
    assert not reading.unlike_the_table, "\n".join(reading.unlike_the_table)
    assert not changed
    assert not reading.without_the_policy, "\n".join(reading.without_the_policy)
    assert given == {name: {"csrftoken"} for name in FORMS}


def test_nothing_is_changed_by_a_form_from_elsewhere(stage):
    walkers = some(WALKERS, 3)
    wrong, clients = [], clients_of(stage, walkers, enforce_csrf_checks=True)
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
    clients = clients_of(stage, [VISITOR, "ani", "indra"])
    open_pages = {"admin:login", "admin:logout", "admin:jsi18n"}
    for name, path in admin_pages():
        for client in clients.values():
            assert name in open_pages or client.get(path).status_code == 302, name


# What an officer looks at when goods arrive, and who reports of parcels: no money.
LOOKED_AT = {"fulfilment_checkpoint", "fulfilment_courier"}


def test_the_admin_writes_no_money(stage):
    client = clients_of(stage, ["operator"])["operator"]
    for name in ALL_NAMES:
        room, _, action = name.removeprefix("admin:").rpartition("_")
        money = room.startswith(
            ("payments_", "orders_", "fulfilment_", "core_audit", "core_outbox")
        )
        if name.startswith("admin:") and money and action == "add" and room not in LOOKED_AT:
            assert client.get(reverse(name)).status_code == 403, name
