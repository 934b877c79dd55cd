"""The doors: generated inputs are posted to pages and the API, as the people who may.

A door never answers 5xx; a page that refuses shows what was typed again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

from django.test import Client
from django.urls import reverse

from catalog import services as catalogue
from marketplace.sourcing.services import add_to_cart
from tests.trust.cast import browser_of, factories, order_stories, stories
from tests.trust.inputs import writing
from vendors.services import start_application

Typed = Callable[[Random], str]
complaining: Any = import_module("tests.fulfilment.complaining")


@dataclass(frozen=True)
class Door:
    """Where something is posted, by whom, and which of its fields are typed how."""

    name: str
    person: Any
    address: str
    typed: Mapping[str, Typed]
    given: dict[str, Any]


TERMS = ("from-1", "price-1", "min_quantity", "max_quantity", "lead_days", "capacity_per_day")


def _amount(chance: Random) -> str:
    return writing.number(chance, 0, 10**12).typed


def _line(chance: Random) -> str:
    return writing.line(chance, 1, 140).typed


def _text(chance: Random) -> str:
    return writing.text(chance, 1, 2000).typed


def doors(world: Any) -> list[Door]:
    """Return the doors of a small market in which every one of them is open."""
    draft = factories.make_product(
        world.vendor, world.etalase, status="draft", published_at=None, published_by=None
    )
    sku, talked = world.sku, order_stories.issued(world)
    returned, sent = order_stories.returned(world), stories.shipped(world)
    done = stories.claimed(world).order
    line = f"line-{returned.lines.get().pk}"
    goods = {"name": _line, "description": _text, "unit": _line, "price_rupiah": _amount}
    goods |= {"stock": _amount, "weight_gram": _amount, "tkdn_percent": _amount, "code": _line}
    shop = {"etalase": world.etalase.pk, "tax_class": "ppn"}
    looked_for = {"q": _line, "min": _amount, "max": _amount}
    order = [reverse("order_detail", args=[one.public_id]) for one in (talked, returned, sent)]
    citra, ani = world.citra, world.ani
    torn = f"line-{sent.lines.get().pk}"
    return [
        Door("goods", citra, reverse("product_new"), goods, shop),
        Door(
            "words",
            citra,
            reverse("product_edit", args=[draft.public_id]),
            {name: goods[name] for name in ("name", "description", "tkdn_percent")},
            shop,
        ),
        Door("price", citra, _of("variant_price", sku), {"price_rupiah": _amount}, {}),
        Door("stock", citra, _of("variant_stock", sku), {"stock": _amount}, {}),
        Door("delivery", citra, reverse("delivery_rates"), {"rupiah_25": _amount}, {}),
        Door(
            "freight",
            citra,
            reverse("freight_quote_answer", args=[stories.asked(world).public_id]),
            {"freight_rupiah": _amount, "working_days": _amount},
            {"valid_until": "besok"},
        ),
        _negotiation(world),
        _competition(world),
        Door(
            "terms",
            citra,
            _of("variant_terms", sku),
            dict.fromkeys(TERMS, _amount),
            {"dating": "none"},
        ),
        Door("closing", citra, reverse("shop_days"), {"first": _line, "last": _amount}, {}),
        _days(world),
        Door("places", citra, _of("product_terms", world.product), {"area-0": _line}, {}),
        _shelf(citra, sku),
        Door("code", citra, _of("variant_edit", sku), {"code": _line, "weight_gram": _amount}, {}),
        *_budget(world),
        *_appointments(world),
        Door("cart", ani, reverse("cart_add"), {"quantity": _amount}, {"sku": sku.public_id}),
        *_cart(world),
        Door("message", ani, f"{order[0]}pesan/", {"text": _text}, {}),
        Door(
            "repair", ani, f"{order[1]}perbaiki/", {"title": _line, "delivery_address": _line}, {}
        ),
        Door("quantities", ani, f"{order[1]}ubah/", {line: _amount}, {}),
        Door("complaint", world.eka, f"{order[2]}sengketa/", {"reason": _text, torn: _amount}, {}),
        Door(
            "remedy",
            citra,
            stories.step_path(complaining.opened(world), "answer"),
            {"reason": _text},
            {"remedy": "as_is"},
        ),
        Door("rating", world.eka, stories.step_path(done, "rate"), {"words": _text}, {}),
        Door("account", ani, reverse("account"), {"name": _line}, {"language": "id"}),
        Door("search", None, reverse("search"), looked_for, {}),
        Door("api", None, "/api/v1/auth/token", {"email": _line, "totp": _line}, {"password": "x"}),
        Door(
            "shop",
            factories.make_user("Nona"),
            reverse("vendor_step", args=["usaha"]),
            {"name": _line},
            {"legal_form": "cv"},
        ),
        *_application(),
    ]


def _negotiation(world: Any) -> Door:
    """An offer that Citra answers with other prices."""
    row = import_module("tests.negotiation.stories").offered(world)
    price = f"price_{row.lines.get().sku_id}"
    return Door(
        "negotiation",
        world.citra,
        reverse("negotiation_counter", args=[row.public_id]),
        {price: _amount, "freight_rupiah": _amount, "words": _line},
        {"seen": "1"},
    )


def _competition(world: Any) -> Door:
    """A competition in which Citra offers."""
    told: Any = import_module("tests.competition.stories")
    row = told.running(world, told.second_shop(world)[1])
    return Door(
        "competition",
        world.citra,
        reverse("competition_offer", args=[row.public_id]),
        {"unit_price_rupiah": _amount, "freight_rupiah": _amount, "words": _line},
        {"sku": world.sku.pk},
    )


def _appointments(world: Any) -> list[Door]:
    """Letters by which the administrator of the agency appoints, and by which Eka goes on leave."""
    sekar = factories.make_officer("Sekar", "agency_admin", world.agency)
    held = world.eka.memberships.get().pk
    letter = {"number": _line, "signed_by": _line}
    days = {"dated_on": "2020-01-02", "valid_from": "2020-01-02", "valid_until": "besok"}
    appoint, lina = reverse("agency_appoint", args=[world.agency.pk]), world.lina.email
    leave = reverse("role_stand_in", args=[held])
    return [
        Door("appoint", sekar, appoint, letter, {**days, "email": lina, "role": "treasurer"}),
        Door(
            "invite to a role",
            sekar,
            reverse("agency_invite", args=[world.agency.pk]),
            {**letter, "email": _line},
            {**days, "role": "treasurer"},
        ),
        Door("leave", world.eka, leave, {**letter, "reason": _text}, {**days, "person": "x"}),
        Door(
            "address",
            sekar,
            reverse("agency_address", args=[world.agency.pk]),
            {"address": _line},
            {},
        ),
        Door("end of a role", sekar, reverse("role_end", args=[held]), {"reason": _text}, {}),
        *_approval_rules(world, sekar),
    ]


def _approval_rules(world: Any, sekar: Any) -> list[Door]:
    """Rules of the agency on who approves besides its PPK, whose days nobody can read."""
    rule: Any = import_module("tests.orders.approvals").staged_rule(world, sekar)
    act = {"act_title": _line, "act_number": _line, "reason": _text}
    return [
        Door(
            "approval rule",
            sekar,
            reverse("approval_rule_new", args=[world.agency.pk]),
            {**act, "from_rupiah": _amount},
            {"valid_from": "besok", "act_date": "2026-01-05"},
        ),
        Door(
            "end of an approval rule",
            sekar,
            reverse("approval_rule_end", args=[rule.pk]),
            {"reason": _text},
            {"valid_to": "besok"},
        ),
    ]


def _shelf(owner: Any, sku: Any) -> Door:
    """The list of stock and prices, of which one row is typed in."""
    typed = {f"v{sku.pk}-stock": _amount, f"v{sku.pk}-price_rupiah": _amount}
    return Door("shelf", owner, reverse("goods_shelf"), typed, {"row": sku.pk})


def _budget(world: Any) -> list[Door]:
    """What the treasurer types about lines and packages."""
    line = world.package.lines.get().budget_line
    part = {f"part-{line.pk}": _amount}
    new_line = {"account_code": _line, "sub_activity": _line, "ceiling": _amount}
    package = {"rup_code": _amount, "name": _line, "ceiling": _amount}
    own = reverse("budget_package", args=[world.package.rup_code])
    return [
        Door("new line", world.gita, reverse("budget_line_new"), new_line, {"fiscal_year": "26"}),
        Door("line", world.gita, reverse("budget_line", args=[line.pk]), {"ceiling": _amount}, {}),
        Door("package", world.gita, own, {"name": _line, **part}, {}),
        Door("new package", world.gita, reverse("budget_package_new"), package, {"line": line.pk}),
    ]


def _cart(world: Any) -> list[Door]:
    """The lines of Ani's cart: what the shop is told, what is chosen, and to whom it is handed."""
    staging: Any = import_module("tests.sourcing.staging")
    staging.hand_over(world)
    ani, agency = world.ani, world.agency.pk
    goods = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    item = add_to_cart(actor=ani, agency_id=agency, sku_id=goods.pk, quantity=2)
    colleague = factories.make_officer("Bagas", "procurement_officer", world.agency)
    given = {"share-to": colleague.pk}
    return [
        Door("note", ani, reverse("cart_note", args=[item.pk]), {"note": _text}, {}),
        Door("share", ani, reverse("cart_share"), {"share-name": _line}, given),
        Door("choice", ani, reverse("cart_choose"), {"item": _amount}, {}),
        Door("back", ani, reverse("cart_put_back"), {}, {}),
    ]


def _days(world: Any) -> Door:
    """The day of meals that lie in a cart."""
    sku = factories.sku_of(factories.make_product(world.vendor, world.etalase))
    terms: Any = dict.fromkeys(("max_quantity", "lead_days"), None)
    terms |= {"min_quantity": 1, "capacity_per_day": 9, "dating": "day"}
    catalogue.set_variant_terms(sku_id=sku.pk, terms=terms, tiers=(), actor=world.citra)
    agency = world.ani.memberships.get().agency_id
    item = add_to_cart(actor=world.ani, agency_id=agency, sku_id=sku.pk, quantity=3)
    typed = {"wanted_on": _line, "wanted_hour": _amount}
    return Door("days", world.ani, reverse("cart_days", args=[item.pk]), typed, {})


def _application() -> list[Door]:
    """The pages of an application that take what somebody types."""
    owner = factories.make_user("Nori")
    start_application(name="Toko Nori", actor=owner)
    step = partial(reverse, "vendor_step")
    edition = {"kbli_edition": "2025"}
    return [
        Door("numbers", owner, step(args=["nomor"]), {"nib": _amount}, {}),
        Door("fields", owner, step(args=["bidang"]), {"kbli_1": _line, "kbli_2": _amount}, edition),
        Door("phone", owner, step(args=["kontak"]), {"phone": _line}, {}),
        Door("place", owner, step(args=["alamat"]), {"point": _line, "address": _text}, {}),
    ]


def _of(name: str, sku: Any) -> str:
    return reverse(name, args=[sku.public_id])


def knocks(door: Door, chance: Random, times: int) -> Iterator[str]:
    """Post to one door again and again; yield what went wrong."""
    client = browser_of(door.person)
    for _ in range(times):
        typed = {name: make(chance) for name, make in door.typed.items()}
        answer = _send(client, door, {**door.given, **typed})
        if answer.status_code >= 500:
            yield f"5xx: {door.name} answers {answer.status_code} to {typed!r}"
        elif answer.status_code == 422 and door.name not in {"cart", "api"}:
            page = answer.content.decode()
            yield from (
                f"lost: {door.name} forgets {name} {text[:60]!r}"
                for name, text in typed.items()
                if not shows(page, text)
            )


def _send(client: Client, door: Door, body: dict[str, Any]) -> Any:
    if door.name == "search":
        return client.get(door.address, body)
    if door.name == "api":
        return client.post(door.address, body, content_type="application/json")
    return client.post(door.address, body)


def shows(page: str, text: str) -> bool:
    """Whether a page holds what was typed, but for the line ends, which a browser rewrites."""
    shown, wanted = (
        re.sub(r"\s+", " ", one.replace("\x00", "\ufffd")).strip()
        for one in (html.unescape(page), text)
    )
    return wanted in shown
