"""A courier says what became of Citra's parcel: shown as its word, and never counted as receipt."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from marketplace.core.outbox import relay
from marketplace.fulfilment import courier_protocol as protocol
from marketplace.fulfilment import queries
from marketplace.fulfilment.bundled import delivery_part
from marketplace.fulfilment.models import Courier, CourierEvent, CourierWord, Receipt, Shipment
from marketplace.fulfilment.rules import shown_word, waybill_of
from marketplace.fulfilment.services import (
    end_courier,
    enter_courier,
    receive_order,
    take_courier_event,
)
from marketplace.fulfilment.services.couriers import EVENTS_MAX, WaybillTaken
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus
from tests import factories, stories
from tests.fulfilment.carried import WAYBILL, accepted, event, lontar, send
from tests.simulators.courier import SECRET, couriers


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.COURIER_SECRET = SECRET


@pytest.fixture(name="lontar")
def _lontar(kept_world):
    return lontar()


@pytest.fixture
def sent(kept_world, lontar):
    return send(kept_world, accepted(kept_world))


def post(said, *, secret=SECRET, skew=0, **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    stamp = str(int(clock.now().timestamp()) + skew)
    given = {
        "HTTP_X_COURIER_TIMESTAMP": stamp,
        "HTTP_X_COURIER_SIGNATURE": protocol.signature_of(secret, stamp, body),
        **headers,
    }
    return Client(enforce_csrf_checks=True).post(
        reverse("courier_hook"), body, content_type="application/json", **given
    )


def told(kind: str) -> list[str]:
    relay(500)
    return sorted(set(Notice.objects.filter(kind=kind).values_list("recipient__name", flat=True)))


def word_shown() -> str:
    shipment = Shipment.objects.get()
    return CourierEvent.objects.get(pk=shipment.shown_word).kind


def test_the_shops_words_name_the_courier_and_its_number(kept_world, sent):
    shipment = Shipment.objects.get()
    assert (shipment.carrier.code, shipment.waybill) == ("lontar", WAYBILL)
    assert (shipment.courier, shipment.tracking) == ("kurir LONTAR", "ltr-2026 0001")


@pytest.mark.parametrize(
    ("courier", "tracking"),
    [("Kurir sendiri", "LTR20260001"), ("Kurir Lontar", ""), ("lontar", "77")],
)
def test_what_names_no_courier_or_no_number_is_sent_all_the_same(
    kept_world, lontar, courier, tracking
):
    send(kept_world, accepted(kept_world), courier, tracking)
    assert Shipment.objects.get().waybill == ""
    assert post(event()).status_code == 404


def test_delivered_by_its_word_is_no_receipt_and_the_officers_hear_of_it(kept_world, sent):
    answer = post(event("picked_up", 90, place="Kupang"))
    assert (answer.status_code, answer.json()["is_new"]) == (200, True)
    assert post(event(receiver="Pak Domi", note="Di pos jaga")).status_code == 200
    sent.refresh_from_db()
    assert sent.status == OrderStatus.SHIPPED
    assert queries.has_uncounted(sent)
    assert not Receipt.objects.exists()
    assert told("courier.delivered") == ["Ani", "Eka"]
    assert told("courier.picked_up") == []
    assert AuditEvent.objects.filter(action="order.courier_said").count() == 2
    counted = dict(sent.lines.values_list("pk", "quantity"))
    receive_order(order_id=sent.pk, accepted=counted, actor=kept_world.eka)


@pytest.mark.parametrize("kind", ["failed", "returned"])
def test_the_officer_and_the_shop_hear_what_went_wrong(kept_world, sent, kind):
    assert post(event(kind)).status_code == 200
    assert told(f"courier.{kind}") == ["Ani", "Citra"]


def test_after_the_count_nobody_is_told_any_more(kept_world, sent):
    counted = dict(sent.lines.values_list("pk", "quantity"))
    receive_order(order_id=sent.pk, accepted=counted, actor=kept_world.eka)
    assert post(event()).status_code == 200
    assert told("courier.delivered") == []
    assert CourierEvent.objects.count() == 1


def test_what_comes_late_is_kept_and_moves_nothing_back(kept_world, sent):
    for kind, ago in (("delivered", 10), ("failed", 60), ("in_transit", 120), ("picked_up", 5)):
        assert post(event(kind, ago)).status_code == 200
    assert CourierEvent.objects.count() == 4
    assert word_shown() == "delivered"
    assert told("courier.failed") == []
    assert [one.kind for one in Shipment.objects.get().told][-1] == "in_transit"


def test_both_sides_read_it_as_the_couriers_word(client, kept_world, sent):
    post(event("out_for_delivery", 30, place="Kupang"))
    post(event(receiver="<b>Pak Domi</b>", note="Di pos jaga"))
    for name in ("ani", "citra", "eka", "indra"):
        client.force_login(getattr(kept_world, name))
        page = client.get(reverse("order_detail", args=[sent.public_id])).content.decode()
        assert "Menurut kurir" in page
        assert "Dibawa pengantar" in page
        assert "&lt;b&gt;Pak Domi&lt;/b&gt;" in page
    client.force_login(kept_world.dedi)
    assert client.get(reverse("order_detail", args=[sent.public_id])).status_code == 404


def test_an_event_comes_twice_and_is_taken_once(kept_world, sent):
    said = event()
    assert [post(said).json()["is_new"] for _ in range(3)] == [True, False, False]
    other = post({**said, "note": "lain"})
    assert (other.status_code, other.json()["code"]) == (409, "event_id_taken")
    assert CourierEvent.objects.get().note == ""
    assert told("courier.delivered") == ["Ani", "Eka"]
    assert Notice.objects.filter(kind="courier.delivered", channel="inbox").count() == 2


def test_what_is_not_proven_is_refused_and_tells_nothing(kept_world, sent):
    said = event()
    for answer in (
        post(said, secret="lain"),
        post(said, skew=-301),
        post(said, skew=301),
        post(said, HTTP_X_COURIER_TIMESTAMP="1"),
        post(said, HTTP_X_COURIER_TIMESTAMP="٠" * 10),
        post(said, HTTP_X_COURIER_SIGNATURE=""),
        post(said, HTTP_X_COURIER_SIGNATURE="sha256=é"),
        post(b"{", secret="lain"),
    ):
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert WAYBILL not in answer.content.decode()
    assert not CourierEvent.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"waybill": "LTR20269999"}, 404),
        ({"waybill": ""}, 404),
        ({"courier": "bahari"}, 404),
        ({"event": "eaten"}, 400),
        ({"event_id": "spasi di dalam"}, 400),
        ({"event_id": "x" * 65}, 400),
        ({"event_id": 7}, 400),
        ({"happened_at": "2026-11-28T10:00:00"}, 400),
        ({"happened_at": "2026-13-28T10:00:00Z"}, 400),
        ({"happened_at": "9999-12-31T23:59:59-12:00"}, 400),
        ({"happened_at": "2099-12-31T23:59:59-12:00"}, 422),
        ({"receiver": ["x"]}, 400),
        ({"note": "\ud800"}, 400),
    ],
)
def test_a_signed_event_of_another_shape_changes_nothing(kept_world, sent, change, status):
    answer = post({**event(), **change})
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert not CourierEvent.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 9000, b"7" * 5000, b'{"event": NaN}'])
def test_a_signed_body_that_is_no_event_is_refused(db, body):
    assert post(body).status_code == 400


def test_a_large_body_is_not_read(kept_world, sent):
    assert post({**event(), "note": "x" * protocol.MAX_BODY_BYTES}).status_code == 413


def test_without_a_secret_there_is_no_such_address(db, settings):
    settings.COURIER_SECRET = ""
    assert post(event(), secret="").status_code == 404


def test_long_words_are_cut_and_nobody_takes_what_did_not_arrive(kept_world, sent):
    post(event("failed", place="P" * 500, note="N\0" * 500, receiver="Pak Domi"))
    row = CourierEvent.objects.get()
    assert (row.place, row.note, row.receiver) == ("P" * 80, "N" * 200, "")


def test_a_number_stands_on_one_shipment(client, kept_world, sent):
    other = accepted(kept_world, 1)
    client.force_login(kept_world.citra)
    typed = {"courier": "Kurir Lontar", "tracking": "LTR 2026-0001"}
    answer = client.post(stories.step_path(other, "ship"), typed)
    assert answer.status_code == 409
    assert "LTR 2026-0001" in answer.content.decode()
    with pytest.raises(WaybillTaken):
        send(kept_world, other)
    other.refresh_from_db()
    assert other.status == OrderStatus.ACCEPTED
    send(kept_world, other, tracking="")


def test_the_form_names_who_reports(client, kept_world, lontar):
    order = accepted(kept_world)
    client.force_login(kept_world.citra)
    assert "Kurir Lontar" in client.get(stories.step_path(order, "ship")).content.decode()


def test_a_courier_that_ended_still_tells_of_what_it_carries(kept_world, lontar, sent):
    end_courier(courier_id=lontar.pk, actor=factories.make_operator("Op"), reason="Selesai")
    assert post(event()).status_code == 200
    send(kept_world, accepted(kept_world, 1), tracking="LTR20260002")
    assert Shipment.objects.last().carrier is None
    assert queries.couriers_that_report() == []


def test_endless_words_of_a_parcel_are_refused(kept_world, sent):
    for number in range(EVENTS_MAX):
        take_courier_event(protocol.read(json.dumps(event("in_transit", number)).encode()))
    assert post(event()).status_code == 422
    assert CourierEvent.objects.count() == EVENTS_MAX


def test_the_evidence_of_the_order_holds_what_was_said(kept_world, sent):
    post(event(receiver="Pak Domi"))
    rows = delivery_part(sent).tables["kata-kurir"]
    assert [row["receiver"] for row in rows] == ["Pak Domi"]


def test_words_stand_as_they_came_even_by_sql(kept_world, lontar, sent):
    post(event())
    row = CourierEvent.objects.get()
    mine = send(kept_world, accepted(kept_world, 1), courier="Sendiri", tracking="")
    for forged in (
        lambda: CourierEvent.objects.update(note="lain"),
        lambda: CourierEvent.objects.all().delete(),
        lambda: Courier.objects.update(name="Lain"),
        lambda: Courier.objects.filter(pk=lontar.pk).delete(),
        lambda: CourierEvent.objects.create(
            shipment=mine.shipments.get(),
            event_id="lain",
            kind=CourierWord.DELIVERED,
            happened_at=row.happened_at,
            received_at=row.received_at,
            sha256=row.sha256,
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forged()


def test_the_operator_keeps_the_couriers_by_the_same_rules(client, kept_world):
    operator = factories.make_operator()
    client.force_login(operator)
    add, typed = reverse("admin:fulfilment_courier_add"), {"code": "bahari", "name": "Kargo Bahari"}
    assert client.post(add, {**typed, "reason": ""}).status_code == 200
    assert client.post(add, {**typed, "reason": "Perjanjian"}).status_code == 302
    assert client.post(add, {**typed, "reason": "Perjanjian"}).status_code == 200
    row = Courier.objects.get()
    change = reverse("admin:fulfilment_courier_change", args=[row.pk])
    assert client.post(change, {"reason": "Selesai"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None
    with pytest.raises(Conflict):
        end_courier(courier_id=row.pk, actor=operator, reason="Selesai")
    with pytest.raises(NotAllowed):
        enter_courier(code="lain", name="Lain", actor=kept_world.ani, reason="Perlu")
    with pytest.raises(RuleViolation):
        enter_courier(code="lain", name=" ", actor=operator, reason="Perlu")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("ltr-2026 0001", WAYBILL), ("12345", ""), ("1" * 41, ""), ("", ""), ("１２３４５６", "")],
)
def test_a_number_is_compared_as_couriers_write_it(typed, number):
    assert waybill_of(typed) == number


def test_what_happened_last_is_shown_and_after_the_end_nothing_but_an_end():
    noon = datetime(2026, 11, 20, 5, tzinfo=UTC)
    later = noon + timedelta(hours=1)
    assert shown_word([]) is None
    assert shown_word([("failed", later, 1), ("in_transit", noon, 2)]) == 1
    assert shown_word([("delivered", noon, 1), ("in_transit", later, 2)]) == 1
    assert shown_word([("delivered", noon, 1), ("returned", later, 2)]) == 2
    assert shown_word([("in_transit", noon, 1), ("in_transit", noon, 2)]) == 2


def test_a_courier_of_its_own_process_is_heard_over_http(kept_world, sent, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    now = int(clock.now().timestamp())
    with couriers() as say:
        assert [one["status"] for one in say(event=event("picked_up", 60), at=now)] == [200]
        # Its first answer is lost, so that it says the same once more.
        heard = say(event=event("in_transit", 30), at=now, loses_answers=1)
        assert [one["body"]["is_new"] for one in heard] == [True, False]
        # A parcel that no shop has named yet: it comes again later.
        unknown = say(event=event(waybill="LTR20260002"), at=now, tries=2)
        assert [one["body"]["code"] for one in unknown] == ["not_found"] * 2
        assert say(event=event(), at=now, secret="lain", tries=1)[0]["status"] == 401
        assert say(event=event(), at=now - 400, tries=1)[0]["status"] == 401
        assert say(raw="{", at=now, tries=1)[0]["status"] == 400
        assert say(raw="x" * 20_000, at=now, tries=1)[0]["status"] == 413
    assert [one.kind for one in CourierEvent.objects.all()] == ["picked_up", "in_transit"]
