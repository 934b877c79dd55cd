"""Orders to one shop that pass the cap together: a reason and a second person (I-06)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import clock, outbox
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.core.invariants import examine
from marketplace.core.models import OutboxEvent
from marketplace.notices.models import Notice
from marketplace.orders import queries, seconding
from marketplace.orders.approval_checks import checks
from marketplace.orders.models import OrderStatus, PurchaseOrder, SecondApproval
from marketplace.orders.rules import is_at_night, split_check
from marketplace.orders.seconding import SecondApprovalMissing, SecondApprovalNotOwed
from marketplace.orders.services import (
    Grounds,
    appoint_successor,
    approve_order,
    cancel_order,
    change_quantities,
    decline_order,
    place_orders,
    reissue_order,
    reject_order,
    resubmit_order,
    return_order,
    second_approve,
)
from marketplace.orders.services.grounds import ReasonMissing
from marketplace.orders.splitting import split_of
from tests import factories
from tests.orders import stories
from tests.orders.placing import force
from tests.stories import step_path
from vendors.models import VendorRole

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CAP = 50_000_000
WHY = Grounds(uncompared="Satu-satunya penenun", split="Dua acara yang berbeda, dua paket RUP")
THIRTY = 27  # units of Rp 1,000,000 with PPN: Rp 29,970,000
HOURS = st.integers(0, 24 * 30)
ORDERS = st.lists(st.tuples(HOURS, st.integers(1, CAP)), max_size=12)


@given(ORDERS)
def test_no_window_passes_the_cap_without_an_order_that_owes_its_reason(found):
    """However orders follow each other: who owes nothing lies within the cap with all before."""
    start = datetime(2026, 3, 2, 3, tzinfo=UTC)
    placed = [(start + timedelta(hours=hour), gross) for hour, gross in sorted(found)]
    owing = set()
    for place, (at, gross) in enumerate(placed):
        check = split_check(gross, at, placed[:place], cap_rupiah=CAP, days=7)
        owing |= {place} if not check.within else set()
    for last, (at, _gross) in enumerate(placed):
        window = [n for n in range(last + 1) if placed[n][0] > at - timedelta(days=7)]
        if sum(placed[n][1] for n in window) > CAP:
            assert last in owing
        else:
            assert last not in owing


def test_the_window_is_rolling_and_the_cap_inclusive():
    now = datetime(2026, 3, 9, 3, tzinfo=UTC)
    week, half = timedelta(days=7), CAP // 2
    for at, gross, within in (
        (now - week, half + 1, True),  # just out of it
        (now - week + timedelta(microseconds=1), half + 1, False),
        (now, half, True),
    ):
        assert split_check(half, now, [(at, gross)], cap_rupiah=CAP, days=7).within is within
    assert split_check(half, now, [(now, CAP)], cap_rupiah=None, days=7).within


def first_and_second(world):
    """One order of Rp 29,970,000 that was issued, and another one like it that waits."""
    return stories.issued(world, quantity=THIRTY), stories.submitted(
        world, quantity=THIRTY, grounds=WHY
    )


def test_the_story_of_two_orders_that_pass_the_cap(world):
    first = stories.issued(world, quantity=THIRTY)
    with pytest.raises(ReasonMissing) as refused:
        stories.submitted(world, quantity=THIRTY)
    assert refused.value.details["field"] == "split"
    for words in (first.number, "29.970.000", "59.940.000", "50.000.000", "7 hari", "R-SPLIT-7"):
        assert words in refused.value.message
    assert PurchaseOrder.objects.count() == 1
    assert stories.stock_of(world.product) == (100, THIRTY)

    order = stories.submitted(world, quantity=THIRTY, grounds=WHY)
    assert order.reasons.filter(code="R-SPLIT-7").get().text == WHY.split
    assert OutboxEvent.objects.filter(name="second_approval.asked").count() == 1
    with pytest.raises(SecondApprovalMissing) as missing:
        approve_order(order_id=order.pk, actor=world.budi)
    assert "Hadi" in missing.value.message
    assert list(queries.waiting_for(world.hadi)) == [order]

    second_approve(order_id=order.pk, reason="Dua acara, sudah saya periksa", actor=world.hadi)
    row = SecondApproval.objects.get()
    assert (row.person, row.total_rupiah) == (world.hadi, 59_940_000)
    assert list(queries.waiting_for(world.hadi)) == []
    with pytest.raises(SecondApprovalNotOwed):
        second_approve(order_id=order.pk, reason="Sekali lagi", actor=world.hadi)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED
    assert {known.code: found for known, found in examine()}["I-06"] == 0


def test_whoever_may_give_it_and_both_officers_are_told(world):
    _first, order = first_and_second(world)
    outbox.relay()
    asked = Notice.objects.filter(kind="second_approval.asked")
    assert {notice.recipient for notice in asked} == {world.hadi}
    second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=world.hadi)
    outbox.relay()
    told = Notice.objects.filter(kind="second_approval.given")
    assert {notice.recipient for notice in told} == {world.ani, world.budi}


def test_what_is_with_its_officer_or_came_to_nothing_does_not_count(world):
    first = stories.submitted(world, quantity=THIRTY)
    return_order(order_id=first.pk, reason="Periksa", actor=world.budi)
    second = stories.submitted(world, quantity=THIRTY)
    with pytest.raises(ReasonMissing):  # handed in again it comes after the other one
        resubmit_order(order_id=first.pk, seen=stories.seen(first), actor=world.ani)
    cancel_order(order_id=first.pk, reason="Tidak jadi", actor=world.ani)
    reject_order(order_id=second.pk, reason="Tidak perlu", actor=world.budi)
    third = stories.submitted(world, quantity=THIRTY)
    declined = approve_order(order_id=third.pk, actor=world.budi)
    decline_order(order_id=declined.pk, reason="Habis", actor=world.citra)
    assert stories.submitted(world, quantity=THIRTY).status == OrderStatus.SUBMITTED
    with pytest.raises(ReasonMissing):  # issuing again is ordering again
        reissue_order(order_id=third.pk, seen=stories.seen(third), actor=world.ani)
    again = reissue_order(order_id=third.pk, seen=stories.seen(third), grounds=WHY, actor=world.ani)
    assert again.reasons.filter(code="R-SPLIT-7").exists()


def test_other_shops_channels_and_agencies_are_not_added_up(world):
    stories.submitted(world, quantity=THIRTY)
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    elsewhere = factories.make_product(factories.make_vendor(), world.etalase)
    for product in (elsewhere, factories.make_product(world.vendor, shelf)):
        order = stories.submitted(world, product=product, quantity=THIRTY)
        assert not order.reasons.filter(code="R-SPLIT-7").exists()


def test_two_orders_of_one_checkout_count_together(world):
    other = factories.make_package(world.agency)
    drafts = [
        stories.draft(world, quantity=THIRTY),
        stories.draft(world, quantity=THIRTY, plan_package_id=other.pk),
    ]
    with pytest.raises(ReasonMissing) as refused:
        place_orders(agency_id=world.agency.pk, drafts=drafts, actor=world.ani)
    assert (refused.value.details["draft"], PurchaseOrder.objects.count()) == (1, 0)
    drafts[1] = stories.draft(world, quantity=THIRTY, plan_package_id=other.pk, grounds=WHY)
    placed = place_orders(agency_id=world.agency.pk, drafts=drafts, actor=world.ani)
    assert [seconding.owes_second(world.hadi, order) for order in placed] == [False, True]


def test_a_repair_is_asked_too_and_its_second_approval_is_of_one_handing_in(world):
    stories.issued(world, quantity=THIRTY)
    order = stories.returned(world, quantity=2)
    line = order.lines.get()
    with pytest.raises(ReasonMissing):
        change_quantities(order_id=order.pk, quantities={line.pk: THIRTY}, actor=world.ani)
    change_quantities(order_id=order.pk, quantities={line.pk: THIRTY}, actor=world.ani, grounds=WHY)
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=world.hadi)
    return_order(order_id=order.pk, reason="Judulnya keliru", actor=world.budi)
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    with pytest.raises(SecondApprovalMissing):
        approve_order(order_id=order.pk, actor=world.budi)
    second_approve(order_id=order.pk, reason="Diperiksa lagi", actor=world.hadi)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED


PEOPLE = {
    **dict.fromkeys(("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "indra"), False),
    **dict.fromkeys(("joko", "kartika", "lina", "KPA of another agency", "KPA of the shop"), False),
    **dict.fromkeys(("KPA who was PPK here", "hadi", "another PPK"), True),
}
PEOPLE["KPA who was PPK here"] = False


def person_of(world, name, order):
    if name == "another PPK":
        return factories.make_officer("Bagus", "commitment_officer", world.agency)
    if name == "KPA of another agency":
        agency = factories.make_agency(world.agency.tenant)
        return factories.make_officer("Hana", "budget_authority", agency)
    if name == "KPA of the shop":
        factories.join(world.vendor, world.hadi, VendorRole.STAFF)
        return world.hadi
    if name == "KPA who was PPK here":
        factories.give_role(world.budi, "budget_authority", world.agency)
        heir = factories.make_officer("Bagus", "commitment_officer", world.agency)
        appoint_successor(
            order_id=order.pk,
            duty="commitment_officer",
            person=heir,
            reason="Pindah tugas",
            actor=world.hadi,
        )
        return world.budi
    return getattr(world, name)


@pytest.mark.parametrize(("name", "may"), PEOPLE.items(), ids=PEOPLE)
def test_who_gives_the_second_approval(world, name, may):
    """Policy, worklist and database say the same."""
    factories.hire(world)
    _first, order = first_and_second(world)
    person = person_of(world, name, order)
    person = person.__class__.objects.get(pk=person.pk)
    order.refresh_from_db()
    assert (order in queries.waiting_for(person)) is may or name == "budi"  # reviews it
    step = order.status_changes.filter(to_status="submitted").latest("pk")
    raw = {"order": order, "submission": step, "person": person, "reason": "Sah"}
    if may:
        second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=person)
        return
    with pytest.raises(NotAllowed):
        second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=person)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondApproval.objects.create(**raw, total_rupiah=1, given_at=clock.now())
    assert not SecondApproval.objects.exists()


def test_who_becomes_ppk_after_confirming_confirmed_nothing(world):
    _first, order = first_and_second(world)
    bagus = factories.make_officer("Bagus", "commitment_officer", world.agency)
    second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=bagus)
    appoint_successor(
        order_id=order.pk,
        duty="commitment_officer",
        person=bagus,
        reason="Pindah tugas",
        actor=world.hadi,
    )
    with pytest.raises(SecondApprovalMissing):
        approve_order(order_id=order.pk, actor=bagus)


def test_only_what_waits_for_the_ppk_is_confirmed(world):
    order = stories.returned(world)
    with pytest.raises(InvalidTransition):
        second_approve(order_id=order.pk, reason="Sudah diperiksa", actor=world.hadi)
    within = stories.submitted(world)
    with pytest.raises(SecondApprovalNotOwed):
        second_approve(order_id=within.pk, reason="Sudah diperiksa", actor=world.hadi)


def test_the_database_refuses_past_all_our_code(world):
    stories.issued(world, quantity=THIRTY)
    order = stories.returned(world, quantity=2)
    waiting = stories.submitted(world, quantity=THIRTY, grounds=WHY)
    with pytest.raises(SecondApprovalMissing):
        force(waiting, "status = 'approved', approved_by_id = commitment_officer_id")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT orders_split_total(o, %s, NULL) FROM orders_purchaseorder o WHERE id = %s",
            [clock.now(), order.pk],
        )
        assert cursor.fetchone()[0] == order.gross_rupiah + 2 * waiting.gross_rupiah
    with pytest.raises(ReasonMissing):
        force(order, "status = 'submitted'")
    second_approve(order_id=waiting.pk, reason="Sudah diperiksa", actor=world.hadi)
    for change in (
        "UPDATE orders_secondapproval SET reason = 'x'",
        "DELETE FROM orders_secondapproval",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_page_database_and_rule_add_up_alike(world):
    first, second = first_and_second(world)
    third = stories.returned(world, quantity=1, grounds=WHY)
    stories.submitted(world, quantity=3, grounds=WHY)
    with connection.cursor() as cursor:
        for order in (first, second):
            cursor.execute("SELECT orders_split_now(%s)", [order.pk])
            assert cursor.fetchone()[0] == split_of(order).check.gross_rupiah
    assert split_of(second).check.gross_rupiah == 59_940_000
    assert split_of(third).check.gross_rupiah == 59_940_000 + 4 * 1_110_000


def test_the_pages_ask_before_the_click_and_keep_what_was_typed(client, world):
    first = stories.issued(world, quantity=THIRTY)
    order = stories.returned(world, quantity=1)
    stories.submitted(world, quantity=20, grounds=WHY)
    client.force_login(world.ani, backend=BACKEND)
    page = client.get(step_path(order, "resubmit"))
    assert 'name="split"' in page.text
    assert first.number in page.text
    shown = client.get(reverse("api_order-detail", args=[order.public_id])).json()
    assert "R-SPLIT-7" in shown["revival"]["owed"]["split"]
    data = {"seen": stories.seen(order), "uncompared": "Satu-satunya di sini"}
    refused = client.post(step_path(order, "resubmit"), data)
    assert (refused.status_code, "Satu-satunya di sini" in refused.text) == (422, True)
    assert (
        client.post(step_path(order, "resubmit"), {**data, "split": WHY.split}).status_code == 303
    )

    client.force_login(world.budi, backend=BACKEND)
    early = client.post(step_path(order, "approve"))
    assert (early.status_code, "Hadi" in early.text) == (422, True)
    client.force_login(world.hadi, backend=BACKEND)
    address = reverse("order_detail", args=[order.public_id])
    assert address in client.get("/tugas/").text
    assert step_path(order, "second_approve") in client.get(address).text
    assert client.post(step_path(order, "second_approve"), {"reason": " "}).status_code == 422
    given = client.post(step_path(order, "second_approve"), {"reason": "Sudah diperiksa"})
    assert given.status_code == 303
    client.force_login(world.budi, backend=BACKEND)
    read = client.get(address).text
    assert WHY.split in read
    assert "Sudah diperiksa" in read
    assert client.post(step_path(order, "approve")).status_code == 303
    client.force_login(world.citra, backend=BACKEND)
    assert "Sudah diperiksa" not in client.get(address).text


def flagged(order, viewer):
    fresh = queries.order_page(viewer).get(pk=order.pk)
    return {code for check in checks(fresh, viewer) for code in CODES if code in check.title}


CODES = ("R-FLAG-PERIOD", "R-FLAG-NIGHT", "R-FLAG-FAST", "R-FLAG-NEW")


def test_flags_are_read_and_stop_nothing(world):
    first, order = first_and_second(world)
    assert flagged(first, world.indra) == {"R-FLAG-FAST", "R-FLAG-NEW"} | night(first)
    assert flagged(order, world.budi) == {"R-FLAG-PERIOD", "R-FLAG-NEW"} | night(order)


def night(order):
    hour = order.created_at.astimezone(ZoneInfo(order.agency.time_zone)).hour
    return {"R-FLAG-NIGHT"} if is_at_night(hour, first=22, end=5) else set()


@pytest.mark.parametrize(
    ("hour", "first", "end", "at_night"),
    [(22, 22, 5, True), (4, 22, 5, True), (5, 22, 5, False), (21, 22, 5, False), (2, 1, 4, True)],
)
def test_the_night_passes_midnight(hour, first, end, at_night):
    assert is_at_night(hour, first=first, end=end) is at_night
