"""Orders: the cap while many edit (I-04) or split (I-06), one approval (I-19), one key (I-08)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, models

from catalog import services as catalog
from marketplace.core import audit, idempotency, locks
from marketplace.core.models import AuditEvent, IdempotencyKey
from marketplace.documents.models import IssuedDocument
from marketplace.orders import splitting
from marketplace.orders.models import PurchaseOrder, StatusChange
from marketplace.orders.services import (
    approve_order,
    change_quantities,
    return_order,
)
from tests.bench import database
from tests.trust.cast import factories, no_pairs, stories, swapped, unlocked
from tests.trust.concurrency import DONE, Job, patiently, storm
from tests.trust.races.race import Figures, Race, Scale

LINES = 8
MOST_UNITS = 12
CLICKS = 4
EFFECT = "trust.effect"
A_THIRD = 13_513_513  # rupiah before PPN: 15,000,000 with it, 30 % of the cap
BREACHES = (
    "SELECT 1 FROM orders_purchaseorder o JOIN LATERAL (SELECT sum(total_rupiah) AS goods "
    "FROM orders_orderline WHERE order_id = o.id) lines ON true WHERE o.id = %s AND ("
    "o.gross_rupiah > o.cap_rupiah OR lines.goods <> o.goods_rupiah "
    "OR lines.goods > o.cap_rupiah)"
)


SPLIT = (
    "SELECT count(*) FROM orders_purchaseorder o WHERE orders_split_now(o.id) > o.cap_rupiah "
    "AND NOT EXISTS (SELECT 1 FROM orders_orderreason r "
    "WHERE r.order_id = o.id AND r.code = 'R-SPLIT-7')"
)


def many_edit_one_order(scale: Scale) -> Figures:
    """Each edit alone would fit; what everybody can read is compared with the cap after each."""
    world = factories.make_world()
    order = _returned_order(world)
    lines = list(order.lines.values_list("pk", flat=True))
    chance = random.Random(scale.attempts)  # noqa: S311 - repeatable, not secret
    seen: list[bool] = []

    def edit(line: int, units: int) -> Job:
        def job() -> None:
            change_quantities(order_id=order.pk, quantities={line: units}, actor=world.ani)
            seen.append(_breached(order.pk))

        return patiently(job)

    wishes = [(chance.choice(lines), chance.randint(1, MOST_UNITS)) for _ in range(scale.attempts)]
    ends = storm(scale.threads, [edit(*wish) for wish in wishes])
    return {
        "edits accepted": ends[DONE],
        "edits refused by the cap": ends["cap_exceeded"],
        "cap breaches": sum(seen) + _breached(order.pk),
    }


def _returned_order(world: Any) -> PurchaseOrder:
    products = [factories.make_product(world.vendor, world.etalase) for _ in range(LINES)]
    items = [stories.order_item(product, 1) for product in products]
    order = stories.submitted(world, items=items)
    return return_order(order_id=order.pk, reason="Periksa jumlahnya", actor=world.budi)


def _breached(order_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BREACHES, [order_id])
        return cursor.fetchone() is not None


def approvals_at_once(scale: Scale) -> Figures:
    """The PPK clicks several times, and a colleague tries as well."""
    world = factories.make_world()
    rival = factories.make_officer("Budi Kedua", "commitment_officer", world.agency)
    orders = [stories.submitted(world, 1) for _ in range(scale.attempts)]
    jobs = [
        patiently(partial(approve_order, order_id=order.pk, actor=who))
        for order in orders
        for who in [world.budi] * CLICKS + [rival]
    ]
    ends = storm(scale.threads, jobs)
    steps = StatusChange.objects.filter(to_status="approved").values("order")
    twice = steps.annotate(times=models.Count("pk")).filter(times__gt=1).count()
    letters = IssuedDocument.objects.filter(kind="surat-pesanan").count()
    return {
        "approvals per order": ends[DONE] // len(orders) if ends[DONE] % len(orders) == 0 else -1,
        "orders approved twice": twice,
        "letters per order": letters // len(orders) if letters % len(orders) == 0 else -1,
    }


def orders_to_one_shop_at_once(scale: Scale) -> Figures:
    """Everybody orders 30 % of the cap of other goods of one shop, and nobody writes why (I-06)."""
    world = factories.make_world()
    jobs = []
    for _ in range(scale.attempts):
        goods = factories.make_product(world.vendor, world.etalase, price_rupiah=A_THIRD)
        jobs.append(patiently(partial(stories.submitted, world, 1, product=goods)))
    ends = storm(scale.threads, jobs)
    with connection.cursor() as cursor:
        cursor.execute(SPLIT)
        split = cursor.fetchone()[0]
    return {"orders to one shop within the cap": ends[DONE], "orders split unnoticed": split}


def one_key_at_once(scale: Scale) -> Figures:
    """One request, sent a hundred times with one key."""
    world = factories.make_world()
    answers: list[Any] = []

    def act() -> dict[str, int]:
        return {"line": audit.record(EFFECT, actor=world.ani, subject=world.agency).pk}

    def job() -> None:
        answers.append(
            idempotency.once(actor_id=world.ani.pk, key="kunci-1", request={"a": 1}, do=act)
        )

    storm(scale.threads, [patiently(job)] * scale.attempts)
    return {
        "effects per key": AuditEvent.objects.filter(action=EFFECT).count(),
        "answers per key": len({str(answer) for answer in answers}),
        "answers given": len(answers),
    }


@contextmanager
def without_row_locks(*statements: str) -> Iterator[None]:
    """Every use-case reads its rows unheld, and the named guards of the database are gone."""
    database.run_as_owner(*statements)
    with (
        swapped(locks, "read_locked", unlocked),
        swapped(splitting, "hold_pairs", no_pairs),
    ):
        yield


def naive_once(*, actor_id: int, key: str, request: object, do: Callable[[], Any]) -> Any:
    """Look whether the key is known, act, then note it."""
    known = IdempotencyKey.objects.filter(actor_id=actor_id, key=key).first()
    if known is not None:
        return known.response
    answer = do()
    wanted = idempotency.fingerprint(request)
    IdempotencyKey.objects.create(actor_id=actor_id, key=key, request_hash=wanted, response=answer)
    return answer


def _no_cap() -> Any:
    return without_row_locks(
        "ALTER TABLE orders_purchaseorder DROP CONSTRAINT order_within_cap",
        "DROP TRIGGER order_totals ON orders_purchaseorder",
        "DROP TRIGGER line_totals ON orders_orderline",
        "DROP TRIGGER tax_totals ON orders_ordertax",
        "DROP TRIGGER line_guard ON orders_orderline",
    )


def _no_steps() -> Any:
    return without_row_locks("DROP TRIGGER order_steps ON orders_purchaseorder")


@contextmanager
def _no_split() -> Iterator[None]:
    """Nor do the units of one shop make its buyers queue."""
    with (
        without_row_locks("DROP TRIGGER order_split ON orders_purchaseorder"),
        swapped(catalog, "reserve_stock", lambda quantities: None),
    ):
        yield


@contextmanager
def _no_key() -> Iterator[None]:
    database.run_as_owner("ALTER TABLE core_idempotencykey DROP CONSTRAINT one_result_per_key")
    with swapped(idempotency, "once", naive_once):
        yield


RACES = [
    Race("cap", many_edit_one_order, _no_cap, Scale(attempts=640)),
    Race("approval", approvals_at_once, _no_steps, Scale(threads=16, attempts=20)),
    Race("splitting", orders_to_one_shop_at_once, _no_split, Scale(threads=16, attempts=24)),
    Race("idempotency key", one_key_at_once, _no_key, Scale(attempts=100)),
]
