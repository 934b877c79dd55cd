"""Use-cases of the shop about the terms of its goods; no review is needed, each is on record."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from catalog import policies, rules
from catalog.dating import Dating
from catalog.models import Product, Sku
from catalog.prices import current_price_version
from catalog.services.tier_bounds import require_no_tier_rise, require_tiers_fall
from catalog.services.variants import add_price, locked, mark_for, require_numbers
from catalog.terms_models import MAX_AREAS, MAX_LEAD_DAYS
from catalog.tiers import MAX_TIERS, Tier, ladder, unit_price
from marketplace.accounts.models import Region, RegionLevel, User
from marketplace.core import audit, guards, outbox
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.money import grouped, rupiah, unbroken
from marketplace.core.policy import require
from vendors.licences.queries import sale_day


class TierJumps(RuleViolation):
    """A tier is less than a third of what so many units cost before, or three times as much."""

    code = "tier_price_jumps"

    def add_to(self, form: Any, **renamed: Any) -> None:
        """Put the sentence beside the tier, and let the form ask for a confirmation of all."""
        super().add_to(form, **renamed)
        form.asks_to_confirm = True


class Terms(TypedDict):
    """How many of a variant one order holds, its lead time in working days, its units a day.

    ``dating``: whether units are wanted for days, which then are all the stock there is.
    """

    min_quantity: int
    max_quantity: int | None
    lead_days: int | None
    capacity_per_day: int | None
    dating: str


@guards.use_case
def set_variant_terms(
    *,
    sku_id: int,
    terms: Terms,
    tiers: Sequence[tuple[int, int]],
    actor: User,
    confirmed: bool = False,
    seen: int | None = None,
) -> Sku:
    """State the terms of a variant and its tiers, (units, net rupiah of one), at once.

    ``seen``: the price version that the page showed; ``confirmed``: whether a tier that jumps is
    meant. Orders that were placed and carts that were filled keep what they saw (I-27).
    Raises: NotAllowed, RuleViolation, TiersDoNotFall, TierRises, TierJumps, Conflict.
    """
    sku = locked(sku_id)
    require(policies.can_trade(actor, sku.product))
    _require_bounds(terms)
    _require_dating(sku, terms)
    _put_tiers(sku, tiers, actor=actor, confirmed=confirmed, seen=seen)
    before: dict[str, Any] = {name: getattr(sku, name) for name in terms}
    if before != terms:
        for name, value in terms.items():
            setattr(sku, name, value)
        if sku.is_dated:
            sku.stock = sku.capacity_per_day or 0
        sku.price_mark = mark_for(sku.product, sku, known=sku.price_mark)
        sku.save(update_fields=[*terms, "stock", "price_mark"])
        audit.record(
            "product.terms_set",
            actor=actor,
            subject=sku.product,
            code=sku.code,
            before=before,
            after=dict(terms),
        )
    return sku


def _require_bounds(terms: Terms) -> None:
    least, most = terms["min_quantity"], terms["max_quantity"]
    if not 1 <= least <= MAX_QUANTITY:
        raise RuleViolation(
            _("The least order is from 1 to %(most)s units.") % {"most": grouped(MAX_QUANTITY)},
            field="min_quantity",
        )
    if most is not None and not least <= most <= MAX_QUANTITY:
        raise RuleViolation(
            _("The largest order, %(most)s, is less than the least one, %(least)s. Raise it.")
            % {"most": grouped(most), "least": grouped(least)}
            if most < least
            else _("An order has at most %(most)s units.") % {"most": grouped(MAX_QUANTITY)},
            field="max_quantity",
        )
    days, capacity = terms["lead_days"], terms["capacity_per_day"]
    if days is not None and not 0 <= days <= MAX_LEAD_DAYS:
        raise RuleViolation(
            _("Goods are ready within 0 to %(most)s working days.") % {"most": MAX_LEAD_DAYS},
            field="lead_days",
        )
    if capacity is not None and not 1 <= capacity <= MAX_QUANTITY:
        raise RuleViolation(
            _("A day's capacity is from 1 to %(most)s units.") % {"most": grouped(MAX_QUANTITY)},
            field="capacity_per_day",
        )


def _require_dating(sku: Sku, terms: Terms) -> None:
    """Refuse days without a number for each, and days of what open orders hold as stock."""
    if terms["dating"] not in Dating.values:
        raise RuleViolation(_("Choose one of the ways in which goods are booked."), field="dating")
    if terms["dating"] == Dating.NONE:
        return
    if terms["capacity_per_day"] is None:
        raise RuleViolation(
            _("Say how many you serve or hand out in one day: that is what can be booked."),
            field="capacity_per_day",
        )
    if sku.reserved:
        raise Conflict(
            _(
                "%(reserved)s %(unit)s are promised to open orders without a day. Wait until they "
                "are sent, or add a variant that is booked by the day."
            )
            % {"reserved": grouped(sku.reserved), "unit": sku.unit},
            field="dating",
        )


def _put_tiers(
    sku: Sku,
    tiers: Sequence[tuple[int, int]],
    *,
    actor: User,
    confirmed: bool,
    seen: int | None,
) -> None:
    """Let tiers hold from now on as a new version of the price; the same ones change nothing."""
    stored = [list(pair) for pair in tiers]
    if stored == sku.tiers:
        return
    newest = current_price_version(sku)
    if seen is not None and newest is not None and newest.pk != seen:
        raise Conflict(
            _("The price or its tiers were changed meanwhile. Look at them, then save again.")
        )
    if len(stored) > MAX_TIERS:
        raise RuleViolation(
            _("A price has at most %(most)s tiers. Leave some out.") % {"most": MAX_TIERS}
        )
    steps = ladder(sku.price_rupiah, stored)
    require_tiers_fall(steps)
    for step in steps[1:]:
        require_numbers(step.price_rupiah, 0)
        if step.from_quantity > MAX_QUANTITY:
            raise RuleViolation(
                _("An order has at most %(most)s units.") % {"most": grouped(MAX_QUANTITY)}
            )
    _require_meant(sku, steps, confirmed=confirmed)
    require_no_tier_rise(sku, steps)
    before, sku.tiers = sku.tiers, stored
    sku.save(update_fields=["tiers"])
    add_price(sku, actor)
    facts: dict[str, Any] = {"code": sku.code, "before": before, "after": stored}
    audit.record("product.tiers_changed", actor=actor, subject=sku.product, **facts)
    outbox.emit("product.tiers_changed", subject=sku.product, **facts)


def _require_meant(sku: Sku, steps: Sequence[Tier], *, confirmed: bool) -> None:
    """Refuse a tier that jumps against what so many cost now, and was not confirmed."""
    if confirmed:
        return
    for place, step in enumerate(steps[1:], 1):
        known = unit_price(sku.steps, step.from_quantity)
        if rules.jumps(step.price_rupiah, known):
            raise TierJumps(
                _(
                    "From %(units)s units on one would cost %(price)s; today it costs %(known)s. "
                    "Check the zeros, or confirm that you mean it."
                )
                % {
                    "units": grouped(step.from_quantity),
                    "price": unbroken(rupiah(step.price_rupiah)),
                    "known": unbroken(rupiah(known)),
                },
                field=f"price-{place}",
                price_rupiah=step.price_rupiah,
            )


@guards.use_case
def set_listing_terms(
    *,
    product_id: int,
    price_valid_until: date | None,
    service_area: Collection[str],
    prepared_in_id: int | None,
    actor: User,
) -> Product:
    """State until when the prices of a listing hold, which regions are served, where it is made.

    A later day, or none, confirms prices that have ended. Raises: NotAllowed, RuleViolation.
    """
    product = lock_one(Product, product_id)
    require(policies.can_trade(actor, product))
    codes = sorted(set(service_area))
    changed = price_valid_until != product.price_valid_until
    if changed and price_valid_until is not None and price_valid_until < sale_day():
        raise RuleViolation(
            _("This day has passed. Choose today or a later day, or leave it empty."),
            field="price_valid_until",
        )
    _require_places(codes, prepared_in_id)
    after: dict[str, Any] = {
        "price_valid_until": price_valid_until,
        "service_area": codes,
        "prepared_in_id": prepared_in_id,
    }
    before: dict[str, Any] = {name: getattr(product, name) for name in after}
    if before != after:
        for name, value in after.items():
            setattr(product, name, value)
        product.save(update_fields=["price_valid_until", "service_area", "prepared_in"])
        audit.record("product.terms_set", actor=actor, subject=product, before=before, after=after)
    return product


def _require_places(codes: Sequence[str], prepared_in_id: int | None) -> None:
    if len(codes) > MAX_AREAS:
        raise RuleViolation(
            _("Name at most %(most)s places; a province stands for all places in it.")
            % {"most": MAX_AREAS},
            field="service_area",
        )
    if Region.objects.filter(code__in=codes).count() < len(codes):
        raise RuleViolation(_("Choose regions of the list. Reload the page."), field="service_area")
    if prepared_in_id is None:
        return
    if not Region.objects.filter(pk=prepared_in_id, level=RegionLevel.REGENCY).exists():
        raise RuleViolation(
            _("Choose a regency or city of the list. Reload the page."), field="prepared_in"
        )
