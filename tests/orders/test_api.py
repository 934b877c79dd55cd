"""Orders by program: the same rules, and a key that makes repeating safe."""

import uuid

import pytest
from rest_framework.test import APIClient

from marketplace.orders.models import OrderStatus
from tests import stories


@pytest.fixture
def order(world):
    return stories.submitted(world)


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def approve(user, order, key: str | None = "k-1", **body):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client_of(user).post(
        f"/api/v1/orders/{order.public_id}/approve/", body, format="json", headers=headers
    )


def test_a_person_lists_and_reads_what_the_pages_show(order, ani, dedi):
    listed = client_of(ani).get("/api/v1/orders/").json()["results"]
    assert [row["number"] for row in listed] == [order.number]
    one = client_of(ani).get(f"/api/v1/orders/{order.public_id}/").json()
    assert one["gross_rupiah"] == order.gross_rupiah
    assert one["lines"][0]["quantity"] == 2
    assert client_of(dedi).get("/api/v1/orders/").json()["results"] == []
    assert client_of(dedi).get(f"/api/v1/orders/{order.public_id}/").status_code == 404


def test_approving_twice_with_one_key_is_approving_once(order, budi):
    first, second = approve(budi, order), approve(budi, order)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    order.refresh_from_db()
    assert order.status == OrderStatus.ISSUED
    assert order.status_changes.filter(to_status=OrderStatus.APPROVED).count() == 1


def test_the_officer_who_wrote_it_cannot_approve_it(order, ani):
    answer = approve(ani, order)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert answer["Content-Type"] == "application/problem+json"
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED


@pytest.mark.parametrize("key", [None, "", "   ", "k" * 81])
def test_a_change_needs_a_key(order, budi, key):
    answer = approve(budi, order, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_a_key_belongs_to_one_request(order, budi):
    approve(budi, order)
    url = f"/api/v1/orders/{order.public_id}/return/"
    headers = {"Idempotency-Key": "k-1"}
    again = client_of(budi).post(url, {"reason": "Salah"}, format="json", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_reused")


def test_returning_needs_a_reason_and_another_step_is_refused_afterwards(order, budi):
    client, url = client_of(budi), f"/api/v1/orders/{order.public_id}/return/"
    empty = client.post(url, {}, format="json", headers={"Idempotency-Key": "a"})
    assert empty.status_code == 400
    done = client.post(url, {"reason": "Kurangi"}, format="json", headers={"Idempotency-Key": "b"})
    assert done.json()["status"] == "returned"
    late = approve(budi, order, key="c")
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")


def take(user, order, step, **body):
    return client_of(user).post(
        f"/api/v1/orders/{order.public_id}/{step}/",
        body,
        format="json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )


def test_a_step_of_another_room_is_taken_at_the_same_door(order, budi, world):
    assert approve(budi, order).json()["status"] == "issued"
    assert take(world.citra, order, "accept").json()["status"] == "accepted"
    assert take(budi, order, "ship", courier="JNE").status_code == 403
    assert take(world.citra, order, "ship").status_code == 400
    assert take(world.citra, order, "ship", courier="JNE").json()["status"] == "shipped"


@pytest.mark.parametrize("step", ["sign", "pay", "show_arrival", "place", "expire", "nonsense"])
def test_only_steps_meant_for_programs_are_there(order, budi, step):
    assert take(budi, order, step).status_code == 404


def test_issuing_again_answers_with_the_new_order(order, ani, budi, world):
    approve(budi, order)
    take(world.citra, order, "decline", reason="Habis")
    shown = client_of(ani).get(f"/api/v1/orders/{order.public_id}/").json()["revival"]
    assert {row["key"]: (row["old"], row["new"]) for row in shown["rows"]}["gross"] == (
        str(order.gross_rupiah),
        str(order.gross_rupiah),
    )
    assert take(ani, order, "reissue").status_code == 400
    answer = take(ani, order, "reissue", key="k-9", seen=shown["seen"]).json()
    assert (answer["status"], answer["number"] != order.number) == ("submitted", True)


@pytest.mark.parametrize("body", [[], "x", [{"reason": "x"}]])
def test_a_body_that_is_no_object_is_a_400(order, budi, body):
    url = f"/api/v1/orders/{order.public_id}/return/"
    headers = {"Idempotency-Key": "l"}
    assert client_of(budi).post(url, body, format="json", headers=headers).status_code == 400


def test_fields_sent_along_change_nothing(order, budi):
    before = order.gross_rupiah
    approve(budi, order, gross_rupiah=1, status="settled", vendor=1)
    order.refresh_from_db()
    assert order.gross_rupiah == before


def test_an_unknown_order_is_a_404(world, budi):
    class Nobody:
        public_id = uuid.uuid4()

    assert approve(budi, Nobody).status_code == 404
