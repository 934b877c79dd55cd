"""Eka looks at what goods of a kind are looked at for, and the BAST prints what she found."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from catalog.category_models import Category
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.documents import services as documents
from marketplace.fulfilment import queries
from marketplace.fulfilment.models import CheckPoint, ReceiptCheck, ReceiptLine
from marketplace.fulfilment.services import receive_order, sign_handover
from marketplace.fulfilment.services.checklist import (
    end_check_point,
    enter_check_point,
    load_check_points,
)
from tests import factories, stories

FRESH = "Makanan segar dan kemasannya tertutup"
GENERAL = {"sesuai-pesanan", "utuh"}


def codes(order) -> set[str]:
    (points,) = queries.points_of(list(order.lines.all())).values()
    return {one.code for one in points}


def of_food(world) -> None:
    world.etalase.category = Category.objects.get(code="konsumsi")
    world.etalase.save()


def test_points_come_with_the_product_and_are_loaded_once(kept_world):
    assert set(CheckPoint.objects.values_list("code", flat=True)) > GENERAL
    assert load_check_points() == 0


def test_goods_are_looked_at_by_their_category(kept_world):
    order = stories.shipped(kept_world)
    assert codes(order) == GENERAL
    of_food(kept_world)
    assert codes(order) == GENERAL | {"konsumsi-layak", "konsumsi-waktu"}


def test_eka_ticks_and_remarks_and_page_and_bast_say_so(client, kept_world):
    order = stories.shipped(kept_world)
    of_food(kept_world)
    line = order.lines.get().pk
    fresh = CheckPoint.objects.get(code="konsumsi-layak").pk
    path = stories.step_path(order, "receive")
    client.force_login(kept_world.eka)
    assert FRESH in client.get(path).content.decode()
    given = {f"line-{line}": "", f"check-{line}-{fresh}": "on", f"seen-{line}": "Dua dingin"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "Dua dingin" in refused.content.decode()
    assert not ReceiptCheck.objects.exists()
    assert client.post(path, {**given, f"line-{line}": "2"}).status_code == 303
    assert dict(ReceiptCheck.objects.values_list("point__code", "is_met")) == {
        "sesuai-pesanan": False,
        "utuh": False,
        "konsumsi-layak": True,
        "konsumsi-waktu": False,
    }
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert page.count("Tidak terpenuhi:") == 3
    assert "Dua dingin" in page
    for person in (kept_world.budi, kept_world.citra):
        sign_handover(order_id=order.pk, actor=person)
    bast = documents.of(order).get(kind="bast").data["statements"]
    (said,) = [words for words in bast if FRESH in words]
    assert f"{FRESH}: ya" in said
    assert "Tiba sebelum waktu makan: TIDAK" in said
    assert "catatan: Dua dingin" in said


def test_what_was_found_stands_and_is_of_counted_goods(kept_world):
    order = stories.shipped(kept_world)
    line, point = order.lines.get(), CheckPoint.objects.get(code="utuh")
    receive_order(
        order_id=order.pk,
        accepted={line.pk: 2},
        checks={line.pk: {point.pk: True}},
        actor=kept_world.eka,
    )
    other = stories.issued(kept_world)
    receipt = order.receipts.get()
    attempts = (
        lambda: ReceiptCheck.objects.update(is_met=False),
        lambda: ReceiptCheck.objects.all().delete(),
        lambda: receipt.checks.create(order_line=other.lines.get(), point=point, is_met=True),
        lambda: ReceiptLine.objects.update(note="lain"),
        lambda: CheckPoint.objects.update(words="lain"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert ReceiptCheck.objects.get().is_met


def test_an_operator_enters_a_point_and_ends_it_once(kept_world):
    operator, today = factories.make_operator(), clock.today(HOME_ZONE)
    new = {"code": "label", "category": None, "words": "Ada label", "valid_from": today}
    with pytest.raises(NotAllowed):
        enter_check_point(new, actor=kept_world.ani, reason="Perlu")
    with pytest.raises(RuleViolation):
        enter_check_point({**new, "words": " "}, actor=operator, reason="Perlu")
    row = enter_check_point(new, actor=operator, reason="Perlu")
    with pytest.raises(Conflict):
        enter_check_point(new, actor=operator, reason="Perlu")
    order = stories.shipped(kept_world)
    assert codes(order) == GENERAL | {"label"}
    end = {"point_id": row.pk, "actor": operator, "reason": "Tidak perlu lagi"}
    with pytest.raises(RuleViolation):
        end_check_point(last_day=today - timedelta(days=1), **end)
    end_check_point(last_day=today, **end)
    with pytest.raises(Conflict):
        end_check_point(last_day=today, **end)
    with clock.moved_to(clock.now() + timedelta(days=2)):
        assert codes(order) == GENERAL


def test_the_admin_keeps_the_points_by_the_same_rules(client, kept_world):
    operator = factories.make_operator()
    client.force_login(operator)
    today = clock.today(HOME_ZONE)
    typed = {"code": "label", "category": "", "words": "Ada label", "valid_from": str(today)}
    add = reverse("admin:fulfilment_checkpoint_add")
    assert client.post(add, {**typed, "reason": ""}).status_code == 200
    assert client.post(add, {**typed, "reason": "Perlu"}).status_code == 302
    row = CheckPoint.objects.get(code="label")
    change = reverse("admin:fulfilment_checkpoint_change", args=[row.pk])
    ended = client.post(change, {"valid_until": str(today), "reason": "Selesai"})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert row.valid_until == today
