"""A bank account changes when two people have compared it, each with the paper before them."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.core import clock, files, outbox
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.notices.models import Notice
from tests import factories
from tests.clients import signed_in
from tests.factories import make_photo
from vendors import queue_queries, services
from vendors.application import Account
from vendors.models import ChangeKind, ChangeRequest, ChangeStatus

NEW = Account("008", "1234567890", "CITRA CONTOH")


@pytest.fixture
def row(world):
    """Citra asks for another account."""
    return services.ask_change(
        vendor_id=world.vendor.pk,
        kind=ChangeKind.ACCOUNT,
        asked=NEW,
        actor=world.citra,
        upload=make_photo("buku.png"),
    )


@pytest.fixture
def susi(world):
    """A second verifier of the province."""
    return factories.make_tenant_officer("Susi", Role.VENDOR_VERIFIER, world.agency.tenant)


@pytest.fixture
def passed_on(world, row):
    """Joko has compared it."""
    files.open_for(world.joko, row.file)
    return services.pass_change_on(request_id=row.pk, actor=world.joko)


def account(world) -> str:
    world.vendor.refresh_from_db()
    return world.vendor.account_number


def test_nobody_alone_exchanges_an_account(world, row):
    files.open_for(world.joko, row.file)
    with pytest.raises(services.SecondLookNeeded):
        services.apply_change(request_id=row.pk, actor=world.joko)
    services.pass_change_on(request_id=row.pk, actor=world.joko)
    with pytest.raises(NotAllowed):
        services.apply_change(request_id=row.pk, actor=world.joko)
    with pytest.raises(NotAllowed):
        services.refuse_change(request_id=row.pk, reason="Berubah pikiran", actor=world.joko)
    with pytest.raises(Conflict):
        services.pass_change_on(request_id=row.pk, actor=world.joko)
    assert account(world) != NEW.account_number


def test_another_verifier_applies_it_after_reading_the_paper(world, passed_on, susi):
    with pytest.raises(services.UnreadPapers):
        services.apply_change(request_id=passed_on.pk, actor=susi)
    files.open_for(susi, passed_on.file)
    services.apply_change(request_id=passed_on.pk, actor=susi)
    assert account(world) == NEW.account_number


def test_the_second_person_may_refuse_it(world, passed_on, susi):
    services.refuse_change(request_id=passed_on.pk, reason="Nama berbeda", actor=susi)
    assert account(world) != NEW.account_number
    assert ChangeRequest.objects.get().status == ChangeStatus.REFUSED


def test_without_the_paper_nobody_passes_it_on(world, row):
    with pytest.raises(services.UnreadPapers):
        services.pass_change_on(request_id=row.pk, actor=world.joko)
    assert ChangeRequest.objects.get().first_look_by is None


def test_an_operator_looks_second_and_never_first(world, row):
    operator = factories.make_operator()
    browser, address = signed_in(operator), reverse("change_review", args=[row.public_id])
    assert browser.get(address).status_code == 404
    assert browser.get(reverse("private_file", args=[row.file.public_id])).status_code == 404
    with pytest.raises(NotAllowed):
        services.pass_change_on(request_id=row.pk, actor=operator)
    files.open_for(world.joko, row.file)
    services.pass_change_on(request_id=row.pk, actor=world.joko)
    assert browser.get(address).status_code == 200
    assert browser.get(reverse("private_file", args=[row.file.public_id])).status_code == 200
    assert NEW.account_number in browser.post(address, {"act": "reveal"}).text
    done = browser.post(address, {"act": "apply", "compared": "1"})
    assert (done.status_code, done.url) == (302, reverse("tasks"))
    assert account(world) == NEW.account_number


def test_an_operator_who_acts_for_the_shop_looks_at_nothing(world, passed_on):
    operator = factories.make_operator()
    factories.join(world.vendor, operator, "staff")
    address = reverse("change_review", args=[passed_on.public_id])
    assert signed_in(operator).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        services.apply_change(request_id=passed_on.pk, actor=operator)


def test_a_row_of_the_list_is_read_in_one_query(world, row, susi, django_assert_num_queries):
    susi.active_memberships  # noqa: B018 - asked once per request
    with django_assert_num_queries(1):
        (waiting,) = queue_queries.pending_changes(susi)
        shop = waiting.vendor
        assert (shop.name, shop.number) == (world.vendor.name, world.vendor.number)
        assert (shop.time_zone, waiting.kind, waiting.status) == (
            "Asia/Makassar",
            row.kind,
            "pending",
        )
        assert (waiting.first_look_by_id, waiting.decided_at) == (None, None)


def test_it_leaves_the_list_of_who_looked_and_enters_that_of_the_others(world, row, susi):
    assert list(queue_queries.pending_changes(susi)) == [row]
    files.open_for(world.joko, row.file)
    services.pass_change_on(request_id=row.pk, actor=world.joko)
    assert list(queue_queries.pending_changes(world.joko)) == []
    assert list(queue_queries.pending_changes(susi)) == [row]
    page = signed_in(world.joko).get(reverse("change_review", args=[row.public_id]))
    assert 'value="apply"' not in page.text
    assert 'value="refuse"' not in page.text


def told() -> set[str]:
    while outbox.relay():
        pass
    rows = Notice.objects.filter(kind="vendor.change_passed_on")
    return set(rows.values_list("recipient__name", flat=True))


def test_the_other_verifiers_are_asked(world, susi, passed_on):
    assert told() == {"Susi"}


def test_where_there_is_no_other_verifier_the_operators_are_asked(world, passed_on):
    factories.make_operator("Oki")
    assert told() == {"Oki"}


@pytest.mark.parametrize("second", ["none", "the same"])
def test_not_even_raw_sql_applies_an_account_on_one_word(world, row, second):
    rows = ChangeRequest.objects.filter(pk=row.pk)
    if second == "the same":
        rows.update(first_look_by=world.joko, first_look_at=clock.now())
    with pytest.raises(DatabaseError, match="second look"), transaction.atomic():
        rows.update(status="applied", decided_by=world.joko, decided_at=clock.now())


def test_a_first_look_is_never_rewritten_and_never_the_owners(world, row, susi):
    rows = ChangeRequest.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(first_look_by=world.citra, first_look_at=clock.now())
    rows.update(first_look_by=world.joko, first_look_at=clock.now())
    for words in ({"first_look_by": susi}, {"first_look_by": None, "first_look_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**words)
