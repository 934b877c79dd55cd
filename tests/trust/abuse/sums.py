"""Numbers and presses: quantities in every spelling, and a checkout that is not what was shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db.models import F
from django.test import Client
from django.urls import reverse

from catalog import services as catalogue
from catalog.models import Sku
from marketplace.core.whole_numbers import plain_number
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.sourcing import services as sourcing
from marketplace.sourcing.models import CartItem
from marketplace.web import fields as web_fields
from tests.bench.run import CouldNotRun
from tests.trust.abuse.bed import Bed, Tally
from tests.trust.cast import factories, order_stories, stories
from tests.trust.checkout import Form, with_reasons

NAMED = (
    *("-1", "0", "1000000000", "2147483648", "9223372036854775808", "1.5", "\u0661\u0662", " 1"),
    *("true", "NaN", "1e309", "1e9", "-Infinity"),
)
SOME = 12  # of the others, by chance, at each door
SPELLED = (
    *("-1", "0", "1000000000", "2147483648", "9223372036854775808", "1e9", "1E2", "1e309", "0x10"),
    *(
        "1.5",
        "1,5",
        "1.0",
        "1_0",
        "+2",
        "--2",
        "\u22122",
        "2-",
        "1/2",
        "\u00bd",
        "\u00b2",
        "\u2460",
    ),
    *(
        "١٢",
        "１２",
        "१२",
        "١",
        "一",
        "Ⅳ",
        "true",
        "on",
        "null",
        "NaN",
        "inf",
        "-Infinity",
        "[]",
        "{}",
    ),
    *("1;2", "1 2", "2\n3", "\u202e12", "1'1", "1e-1", "9" * 40, "9" * 5_000, "0.1", ".5"),
    *(
        "2\x00",
        "2%",
        "Rp2",
        "2 lembar",
        "two",
        "dua",
        "=1+1",
        "{{2}}",
        "$2",
        "2d",
        "2L",
        "0b11",
        "0o7",
        "00",
    ),
)
MEANS_ITSELF = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})*|[0-9]+")
MOST = 10**20
# What a page never asks for: the sum, the price, whose goods, in which state.
PLANTED = (
    *("total", "total_rupiah", "gross_rupiah", "goods_rupiah", "price", "price_rupiah", "amount"),
    *("unit_price_rupiah", "freight_rupiah", "vat_rupiah", "discount", "cap_rupiah", "quantity"),
    *("vendor", "vendor_id", "status", "state", "approved_by", "channel", "agency", "agency_id"),
    *("created_by", "requester", "number", "rule", "fee", "currency", "tax_class", "created_at"),
)


def numbers(bed: Bed, tally: Tally) -> None:
    """Type every spelling wherever units, stock and money are typed."""
    for door, client, path, field, given, read in _number_doors(bed):
        for typed in (*NAMED, *bed.chance.sample(SPELLED, SOME), *_near(bed)):
            with stories.undone():
                before = read()
                answer = client.post(path, {**given, field: typed})
                after = read()
            meant = _meaning(typed)
            changed = after not in {before, meant}
            tally.note(f"{door}: {typed[:40]!r} became {after}", answer, accepted=changed)


def _near(bed: Bed) -> Iterator[str]:
    """Yield spellings made by chance: digits of many scripts, signs and gaps between them."""
    for _ in range(SOME // 2):
        digits = [bed.chance.choice("0123456789٠٣۴०৪８۹") for _ in range(bed.chance.randint(1, 4))]
        signs = ("", "", ".", ",", "-", "e", "\u200b", "\u066b", "\u066c", "_", "+", " ")
        yield "".join(digit + bed.chance.choice(signs) for digit in digits)


def _meaning(typed: str) -> int | None:
    """Return what a spelling may mean: plain digits, perhaps in groups of three."""
    if len(typed) > len(str(MOST)):
        return None
    seen = re.sub("[\x00\u200b\u202a-\u202e\u2066-\u2069\ufeff]", "", typed).strip()
    plain = MEANS_ITSELF.fullmatch(seen.removeprefix("Rp").strip())
    return int(re.sub("[.,]", "", plain[0])) if plain else None


Door = tuple[str, Client, str, str, dict[str, Any], Callable[[], Any]]


def _number_doors(bed: Bed) -> Iterator[Door]:
    world = bed.world
    ani, citra = bed.browser("ani"), bed.browser("citra")
    sku = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    agency = world.agency.pk
    item = sourcing.add_to_cart(actor=world.ani, agency_id=agency, sku_id=sku.pk, quantity=3)

    def in_cart() -> Any:
        found = CartItem.objects.filter(cart__owner=world.ani, sku=sku)
        return found.values_list("quantity", flat=True).first() or 0  # none of it: taken out

    def of_sku(name: str) -> Callable[[], Any]:
        return lambda: Sku.objects.values_list(name, flat=True).get(pk=sku.pk)

    change = reverse("cart_change", args=[item.pk])
    yield "cart", ani, change, "quantity", {}, in_cart
    for name in ("stock", "price_rupiah"):
        short = name.removesuffix("_rupiah")
        path = reverse(f"variant_{short}", args=[sku.public_id])
        yield short, citra, path, name, {}, of_sku(name)
        shelf = {"row": sku.pk}
        yield (
            f"shelf {short}",
            citra,
            reverse("goods_shelf"),
            f"v{sku.pk}-{name}",
            shelf,
            of_sku(name),
        )
    returned = order_stories.returned(world)
    line = returned.lines.get().pk
    path = f"{reverse('order_detail', args=[returned.public_id])}ubah/"

    def ordered() -> Any:
        return OrderLine.objects.values_list("quantity", flat=True).get(pk=line)

    yield "order", ani, path, f"line-{line}", {}, ordered
    sent = stories.shipped(world)
    counted = sent.lines.get().pk

    def accepted() -> Any:
        found = OrderLine.objects.get(pk=counted)
        return sum(row.accepted_quantity for row in found.receipt_lines.all())

    receive = stories.step_path(sent, "receive")
    yield "receipt", bed.browser("eka"), receive, f"line-{counted}", {}, accepted


def presses(bed: Bed, tally: Tally) -> None:
    """Show checkout, change or forge something, press: no order unlike what was shown."""
    world, ani = bed.world, bed.browser("ani")
    CartItem.objects.filter(cart__owner=world.ani).delete()
    sku, agency = factories.sku_of(world.product), world.agency.pk
    sourcing.add_to_cart(actor=world.ani, agency_id=agency, sku_id=sku.pk, quantity=2)
    filled = _filled(ani)
    with stories.undone():
        if not _pressed(ani, filled):
            raise CouldNotRun("Checkout takes no order though nothing is forged.")
        wanted = PurchaseOrder.objects.latest("pk").gross_rupiah
    for what, change in _changes(bed, sku):
        with stories.undone():
            change()
            before = PurchaseOrder.objects.count()
            answer = ani.post(reverse("checkout"), filled)
            placed = PurchaseOrder.objects.count() > before
        tally.note(f"ordered although {what}", answer, accepted=placed)
    for what, forged in _forged(bed, filled):
        with stories.undone():
            known = set(PurchaseOrder.objects.values_list("pk", flat=True))
            answer = ani.post(reverse("checkout"), forged)
            new = PurchaseOrder.objects.exclude(pk__in=known)
            wrong = [one.pk for one in new if not _as_shown(one, bed, wanted)]
        tally.note(f"ordered with {what}", answer, accepted=bool(wrong))


def _filled(ani: Client) -> dict[str, str]:
    fields = Form(ani.get(reverse("checkout")).content.decode()).values
    return with_reasons(fields)


def _pressed(ani: Client, filled: dict[str, str]) -> bool:
    before = PurchaseOrder.objects.count()
    ani.post(reverse("checkout"), filled)
    return PurchaseOrder.objects.count() > before


def _as_shown(order: PurchaseOrder, bed: Bed, gross: int) -> bool:
    """Say whether an order is what the page showed, for Ani's own agency, not yet approved."""
    world = bed.world
    ours = order.agency_id == world.agency.pk and order.vendor_id == world.vendor.pk
    named = (
        order.commitment_officer_id == world.budi.pk and order.plan_package_id == world.package.pk
    )
    return ours and named and order.gross_rupiah == gross and order.status == "submitted"


def _changes(bed: Bed, sku: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what happens between the page and the press."""
    world = bed.world
    other = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    mine, agency = Sku.objects.filter(pk=sku.pk), world.agency.pk
    asked = {"actor": world.ani, "agency_id": agency}

    def more(units: int) -> Callable[[], Any]:
        return lambda: CartItem.objects.filter(cart__owner=world.ani).update(quantity=units)

    for price in (sku.price_rupiah - 1, sku.price_rupiah + 1, 1, sku.price_rupiah * 9):
        yield f"the price is {price} now", partial(factories.make_price, sku, price)
    for units in (1, 3, 50):
        yield f"another window says {units}", more(units)
    yield (
        "another thing lies there",
        lambda: sourcing.add_to_cart(**asked, sku_id=other.pk, quantity=1),
    )
    yield "nothing lies there", lambda: CartItem.objects.filter(cart__owner=world.ani).delete()
    yield "it is sold out", lambda: mine.update(stock=F("reserved"))
    yield (
        "it is taken down",
        lambda: catalogue.unpublish_product(
            product_id=sku.product_id, reason="Palsu", actor=world.kartika
        ),
    )
    yield "the shop is suspended", lambda: factories.suspend(world.vendor, by=world.joko)
    yield "the listing is hidden", lambda: factories.hide(world.product, by=world.joko)
    yield "Ani orders for nobody any more", lambda: world.ani.memberships.update(active=False)


def _forged(bed: Bed, filled: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield forms that no page holds: sums of the client's, other people's things, broken seals."""
    sections = {name.partition("-")[0] + "-bela" for name in filled if name.endswith("-title")}
    for name in PLANTED:
        for prefix in ("", "common-", *(f"{section}-" for section in sections)):
            if f"{prefix}{name}" not in filled:
                yield f"{prefix}{name}", {**filled, f"{prefix}{name}": "1"}
    yield from _of_others(bed, filled)
    seal = filled["seen"]
    for place in range(0, len(seal), max(1, len(seal) // 40)):
        turned = "A" if seal[place] != "A" else "B"
        broken = seal[:place] + turned + seal[place + 1 :]
        yield f"a seal turned at {place}", {**filled, "seen": broken}
    for value in ("", "x", seal * 2, seal[:-1], json.dumps({"gross": 1}), "\x00", "é"):
        yield f"the seal {value[:12]!r}", {**filled, "seen": value}
    for value in ("", "x", "0" * 33, "../" * 10, "\x00" * 32, "G" * 32):
        yield f"the key {value[:12]!r}", {**filled, "key": value}


def _of_others(bed: Bed, filled: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield forms that name people, packages and codes of another agency, or none there is."""
    world = bed.world
    agency = world.dedi.memberships.get().agency
    stranger = factories.make_officer("Bagus", "commitment_officer", agency)
    package = factories.make_package(agency)
    nothing = ("0", "-1", "9" * 30, "x", "")
    for name, values in {
        "common-commitment_officer": (stranger.pk, world.ani.pk, world.dedi.pk, *nothing),
        "common-plan_package": (package.pk, *nothing),
        "common-account_code": nothing,
    }.items():
        for value in values:
            yield f"{name}={value}", {**filled, name: str(value)}


@contextmanager
def generous_numbers() -> Iterator[None]:
    """Read numbers as Python does, with a fraction cut off: a saboteur."""

    def careless(text: str) -> int | None:
        try:
            return abs(int(float(text.replace(",", "."))))
        except (ValueError, OverflowError):
            return plain_number(text)

    with patch.object(web_fields, "typed_number", careless):
        yield
