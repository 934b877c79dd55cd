"""Two people at the same moment: one effect, one refusal, no lost unit."""

import threading
from collections.abc import Callable

from django.db import connection

from marketplace.core.errors import DomainError
from marketplace.documents.models import IssuedDocument
from marketplace.orders import services
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange
from tests import factories
from tests.orders import stories


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Run steps in threads that start together; return "done" or the code of the refusal."""
    start = threading.Barrier(len(steps))
    outcomes: list[str] = []

    def run(step: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            step()
            outcomes.append("done")
        except DomainError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def test_two_approvals_issue_one_letter(committed_world):
    world = committed_world
    order = stories.submitted(world)

    def approve() -> None:
        services.approve_order(order_id=order.pk, actor=world.budi)

    assert at_once(approve, approve, approve) == [
        "done",
        "invalid_transition",
        "invalid_transition",
    ]
    assert IssuedDocument.objects.filter(kind="surat-pesanan").count() == 1
    assert StatusChange.objects.filter(order=order, to_status="issued").count() == 1


def test_approve_and_cancel_at_once_leave_one_truth(committed_world):
    world = committed_world
    order = stories.submitted(world)
    outcomes = at_once(
        lambda: services.return_order(order_id=order.pk, reason="x", actor=world.budi),
        lambda: services.cancel_order(order_id=order.pk, reason="x", actor=world.ani),
    )
    order.refresh_from_db()
    assert "done" in outcomes
    held = order.status == OrderStatus.RETURNED
    assert held or order.status == OrderStatus.CANCELLED
    assert stories.stock_of(world.product) == (100, 2 if held else 0)
    assert stories.held_of(world.package) == (2_220_000 if held else 0)


def test_the_answer_and_the_clock_at_once(committed_world):
    world = committed_world
    order = stories.issued(world)
    outcomes = at_once(
        lambda: services.accept_order(order_id=order.pk, actor=world.citra),
        lambda: services.expire_order(order_id=order.pk),
    )
    order.refresh_from_db()
    assert outcomes == ["done", "invalid_transition"]
    reserved = 2 if order.status == OrderStatus.ACCEPTED else 0
    assert stories.stock_of(world.product) == (100, reserved)


def test_two_reissues_make_one_order(committed_world):
    world = committed_world
    order = stories.issued(world)
    services.expire_order(order_id=order.pk)

    def again() -> None:
        services.reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)

    assert at_once(again, again) == ["already_reissued", "done"]
    assert PurchaseOrder.objects.filter(reissue_of=order).count() == 1


def test_the_last_units_are_sold_once(committed_world):
    world = committed_world
    world.sku.stock = 3
    world.sku.save(update_fields=["stock"])
    outcomes = at_once(*[lambda: stories.submitted(world, quantity=2)] * 3)
    assert outcomes == ["done", "out_of_stock", "out_of_stock"]
    assert stories.stock_of(world.product) == (3, 2)


def test_the_last_of_the_plan_is_spent_once(committed_world):
    world = committed_world
    factories.set_ceiling(world.package, 3_000_000)
    outcomes = at_once(*[lambda: stories.submitted(world, quantity=2)] * 3)
    assert outcomes == ["budget_exceeded", "budget_exceeded", "done"]
    assert stories.held_of(world.package) == 2_220_000
    assert stories.stock_of(world.product) == (100, 2)
