"""Use-cases of a negotiation: an office opens it, both sides answer in turn, the clock ends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.models import PriceVersion, Sku
from catalog.prices import current_price_versions
from catalog.terms import require_quantity
from marketplace.accounts.models import Agency, User
from marketplace.core import audit, clock, deadlines, guards, outbox
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH, MAX_PRICE_RUPIAH
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.holidays import due_in
from marketplace.core.locks import lock_one
from marketplace.core.models import Rule
from marketplace.core.money import rupiah
from marketplace.core.number_series import next_number
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_line
from marketplace.negotiation import paper, policies, queries, rules
from marketplace.negotiation.models import (
    NegotiatedLine,
    Negotiation,
    Round,
    RoundPrice,
    Status,
)
from marketplace.negotiation.rules import Side, Step, Terms
from vendors.channels import Channel
from vendors.models import Vendor

ANSWER: Final = "negotiation.answer"  # the clock of whoever answers
LEAST_WORDS: Final = 5  # letters; fewer explain nothing


class AlreadyOpen(Conflict):
    """The agency negotiates about some of these goods already."""

    code = "negotiation_open_already"


class AboveList(RuleViolation):
    """More than the shop's list asks."""

    code = "above_list_price"


class ReasonOwed(RuleViolation):
    """A round that changes nothing, or a refusal, without a reason."""

    code = "negotiation_reason_missing"


class Answered(Conflict):
    """Somebody spoke since the page was made, or the other side is to speak."""

    code = "negotiation_answered"


def price_field(sku_id: int) -> str:
    """Return how forms call the price of goods."""
    return f"price_{sku_id}"


@dataclass(frozen=True)
class About:
    """What is negotiated: units of a shop's variants, by id, brought to a place for an agency.

    ``list_freight_rupiah``: what the shop's list asks for it, None where it states nothing.
    """

    agency_id: int
    vendor_id: int
    region_id: int
    address: str
    units: Mapping[int, int]
    list_freight_rupiah: int | None


@dataclass(frozen=True)
class Sent:
    """Who of a shop sent an offer, and when."""

    by: User
    at: datetime


@guards.use_case
def open_negotiation(*, about: About, asked: Terms, words: str, actor: User) -> Negotiation:
    """Offer a shop net prices for goods, by variant, and the freight of one order.

    Raises: NotAllowed, AlreadyOpen, AboveList, ReasonOwed, VendorNotEligible, NotForSale,
    LicenceMissing, BelowMinimum, AboveMaximum, RuleViolation.
    """
    lines = _judged(about, actor)
    prices = {line.sku_id: line.list_rupiah for line in lines}
    listed = Terms(prices, about.list_freight_rupiah)
    said = _require_sane(Step.OFFER, Side.BUYER, asked, listed, words, lines)
    negotiation = _begin(about, lines, actor)
    _speak(negotiation, Step.OFFER, Side.BUYER, asked, said, actor)
    return negotiation


def agree_as_offered(
    *, about: About, asked: Terms, offered: Sent, origin: str, words: str, actor: User
) -> Negotiation:
    """Record what an office takes of a shop's sealed offer as agreed, in the caller's transaction.

    ``origin``: the number of the competition; ``words``: why it is taken.
    Raises: as ``open_negotiation``.
    """
    lines = _judged(about, actor)
    prices = {line.sku_id: line.list_rupiah for line in lines}
    _require_sane(Step.COUNTER, Side.SHOP, asked, Terms(prices, None), "", lines)
    row = _begin(about, lines, actor, origin=origin)
    sent = Round(number=1, side=Side.SHOP, step=Step.OFFER, acted_by=offered.by)
    sent.negotiation, sent.acted_at, sent.freight_rupiah = row, offered.at, asked.freight_rupiah
    sent.save()
    _write_prices(sent, asked)
    row.rounds.create(
        number=2,
        side=Side.BUYER,
        step=Step.ACCEPT,
        words=words,
        acted_by=actor,
        acted_at=clock.now(),
    )
    audit.record("negotiation.accept", actor=actor, subject=row, origin=origin, words=words)
    _agree(row, sent)
    return row


def _judged(about: About, actor: User) -> list[NegotiatedLine]:
    """Return the goods at their list price where the actor may negotiate about them."""
    vendor = Vendor.objects.get(pk=about.vendor_id)
    require(policies.can_negotiate(actor, about.agency_id, vendor))
    skus = _goods(vendor, about.units)
    if queries.open_about(about.agency_id, about.units):
        raise AlreadyOpen(
            _("Your agency negotiates about these goods already. Bring that to its end first.")
        )
    return _lines(skus, about.units)


def _begin(about: About, lines: list[NegotiatedLine], actor: User, origin: str = "") -> Negotiation:
    agency = Agency.objects.select_related("tenant", "region").get(pk=about.agency_id)
    year = clock.today(agency.time_zone).year
    negotiation = Negotiation(
        agency=agency,
        vendor_id=about.vendor_id,
        delivery_region_id=about.region_id,
        delivery_address=(clean_line(about.address) or agency.address)[:300],
        list_freight_rupiah=about.list_freight_rupiah,
        opened_by=actor,
        opened_at=clock.now(),
        number=f"NEGO-{year}-{next_number(f'NEGO-{year}'):06d}",
        origin=origin,
        turn=Side.BUYER if origin else Side.SHOP,
    )
    negotiation.save()
    for line in lines:
        line.negotiation, line.agency = negotiation, agency
    NegotiatedLine.objects.bulk_create(lines)
    return negotiation


def _agree(negotiation: Negotiation, offered: Round) -> None:
    """Close a negotiation with the round that was accepted, and issue its paper."""
    day = clock.today(negotiation.agency.time_zone)
    held = _rule(RuleCode.NEGOTIATE_VALID, negotiation.agency).value
    negotiation.agreed, negotiation.valid_until = offered, day + timedelta(days=held)
    _close(negotiation, Status.AGREED)
    paper.issue(negotiation)


@guards.use_case
def counter(
    *, negotiation_id: int, seen: int, asked: Terms, words: str, actor: User
) -> Negotiation:
    """Answer with other prices (by variant) and another freight.

    ``seen``: the number of the round that is answered. Raises: NotAllowed, InvalidTransition,
    Answered, AboveList, ReasonOwed, RuleViolation.
    """
    negotiation, side = _locked(negotiation_id, Step.COUNTER, seen, actor)
    lines = list(negotiation.lines.all())
    said = _require_sane(Step.COUNTER, side, asked, queries.listed(negotiation), words, lines)
    _speak(negotiation, Step.COUNTER, side, asked, said, actor)
    negotiation.turn = rules.other(side)
    negotiation.save(update_fields=["turn"])
    return negotiation


@guards.use_case
def accept(*, negotiation_id: int, seen: int, words: str, actor: User) -> Negotiation:
    """Agree to the other side's last offer; its paper is issued, and one order may use it.

    ``seen``: the number of that round. Raises: NotAllowed, InvalidTransition, Answered, ReasonOwed.
    """
    negotiation, side = _locked(negotiation_id, Step.ACCEPT, seen, actor)
    offered = queries.last_offer(negotiation)
    agreed, listed = queries.terms_of(offered), queries.listed(negotiation)
    said = _reason(words, owed=rules.owes_reason(Step.ACCEPT, side, agreed, listed))
    _speak(negotiation, Step.ACCEPT, side, None, said, actor)
    _agree(negotiation, offered)
    return negotiation


@guards.use_case
def refuse(*, negotiation_id: int, seen: int, words: str, actor: User) -> Negotiation:
    """End a negotiation without an agreement; the office may at any time, the shop on its turn.

    Raises: NotAllowed, InvalidTransition, Answered, ReasonOwed.
    """
    negotiation, side = _locked(negotiation_id, Step.REFUSE, seen, actor)
    said = _reason(words, owed=True)
    _speak(negotiation, Step.REFUSE, side, None, said, actor)
    _close(negotiation, Status.REFUSED)
    return negotiation


@guards.use_case
def expire(*, negotiation_id: int) -> Negotiation:
    """End a negotiation whose turn nobody took in time. Raises: InvalidTransition."""
    negotiation = lock_one(Negotiation, negotiation_id)
    _require_open(negotiation)
    _close(negotiation, Status.EXPIRED)
    audit.record("negotiation.expired", actor=None, subject=negotiation)
    outbox.emit("negotiation.expired", subject=negotiation)
    return negotiation


def _goods(vendor: Vendor, units: Mapping[int, int]) -> list[Sku]:
    """Return the variants of a shop that may be sold, in so many units."""
    rows = Sku.objects.filter(pk__in=units, vendor=vendor).select_related("product__etalase")
    skus = list(rows.prefetch_related("product__licences").order_by("pk"))
    if not skus or len(skus) != len(units):
        raise RuleViolation(_("Put goods of this shop into the cart, then negotiate."))
    for sku in skus:
        catalog.require_sellable(vendor, Channel(sku.product.etalase.channel), sku)
        require_quantity(sku, units[sku.pk])
    return skus


def _lines(skus: list[Sku], units: Mapping[int, int]) -> list[NegotiatedLine]:
    prices = current_price_versions([sku.pk for sku in skus])
    return [_line(sku, prices[sku.pk], units[sku.pk]) for sku in skus]


def _line(sku: Sku, price: PriceVersion, units: int) -> NegotiatedLine:
    revision_id = sku.product.revision_id
    assert revision_id is not None  # noqa: S101 - it may be sold
    return NegotiatedLine(
        sku=sku,
        price_version=price,
        revision_id=revision_id,
        name=sku.title,
        unit=sku.unit,
        quantity=units,
        list_rupiah=price.price_for(units),
    )


def _locked(negotiation_id: int, step: Step, seen: int, actor: User) -> tuple[Negotiation, Side]:
    """Lock a negotiation for a step; return it with the side of whoever takes it."""
    negotiation = lock_one(Negotiation, negotiation_id)
    side = policies.side_of(actor, negotiation)
    require(policies.can_act(actor, negotiation, side or Side(negotiation.turn)))
    assert side is not None  # noqa: S101 - required just now
    _require_open(negotiation)
    last = negotiation.rounds.order_by("-number").values_list("number", flat=True)[0]
    if seen != last or not rules.may_take(step, side, Side(negotiation.turn)):
        raise Answered(
            _("The other side is to answer, or has spoken since. Read the last round, then act.")
        )
    return negotiation, side


def _require_open(negotiation: Negotiation) -> None:
    if negotiation.status != Status.OPEN:
        raise InvalidTransition(
            _("Negotiation %(number)s has ended. Open another one from the cart.")
            % {"number": negotiation.number}
        )


def _require_sane(
    step: Step, side: Side, asked: Terms, listed: Terms, words: str, lines: list[NegotiatedLine]
) -> str:
    """Return the words of an offer. Raises: AboveList, ReasonOwed, RuleViolation."""
    names = {line.sku_id: line.name for line in lines}
    if set(asked.prices) != set(listed.prices) or asked.freight_rupiah is None:
        raise RuleViolation(_("Name a price for each of the goods, and the freight."))
    for sku_id, price in asked.prices.items():
        if not 1 <= price <= MAX_PRICE_RUPIAH:
            raise RuleViolation(
                _("The price of “%(name)s” is at least one rupiah. Check the zeros.")
                % {"name": names[sku_id]},
                field=price_field(sku_id),
            )
    for sku_id in rules.prices_too_high(asked, listed):
        raise AboveList(
            _("“%(name)s” costs %(list)s by the list. Offer that at most, not %(asked)s.")
            % {
                "name": names[sku_id],
                "list": rupiah(listed.prices[sku_id]),
                "asked": rupiah(asked.prices[sku_id]),
            },
            field=price_field(sku_id),
        )
    _require_sane_freight(asked.freight_rupiah, listed)
    return _reason(words, owed=rules.owes_reason(step, side, asked, listed))


def _require_sane_freight(asked: int, listed: Terms) -> None:
    if not 0 <= asked <= MAX_FREIGHT_RUPIAH:
        raise RuleViolation(
            _("The freight of an order is %(most)s at most.")
            % {"most": rupiah(MAX_FREIGHT_RUPIAH)},
            field="freight_rupiah",
        )
    if rules.freight_too_high(Terms({}, asked), listed):
        raise AboveList(
            _("The freight to this place is %(list)s by the list. Offer that at most.")
            % {"list": rupiah(listed.freight_rupiah or 0)},
            field="freight_rupiah",
        )


def _reason(words: str, *, owed: bool) -> str:
    said = clean_line(words)[:REASON_MAX]
    if owed and len(said) < LEAST_WORDS:
        raise ReasonOwed(
            _(
                "Write why, in five letters at least: what changes nothing of the list, or ends "
                "without an agreement, is read by PPK and auditor."
            ),
            field="words",
        )
    return said


def _speak(
    negotiation: Negotiation, step: Step, side: Side, asked: Terms | None, words: str, actor: User
) -> Round:
    """Add a round of a locked negotiation, start the other side's clock, and tell of it."""
    spoken = Round.objects.create(
        negotiation=negotiation,
        number=negotiation.rounds.count() + 1,
        side=side,
        step=step,
        freight_rupiah=asked.freight_rupiah if asked else None,
        words=words,
        acted_by=actor,
        acted_at=clock.now(),
    )
    if asked is not None:
        _write_prices(spoken, asked)
        _start_clock(negotiation)
    told: dict[str, Any] = {"round": spoken.number, "side": side, "words": words}
    if asked is not None:
        told |= {"prices": dict(asked.prices), "freight_rupiah": asked.freight_rupiah}
    audit.record(f"negotiation.{step}", actor=actor, subject=negotiation, **told)
    outbox.emit(f"negotiation.{step}", subject=negotiation, round=spoken.number, by=actor.pk)
    return spoken


def _write_prices(spoken: Round, asked: Terms) -> None:
    RoundPrice.objects.bulk_create(
        RoundPrice(round=spoken, line=line, unit_price_rupiah=asked.prices[line.sku_id])
        for line in spoken.negotiation.lines.all()
    )


def _start_clock(negotiation: Negotiation) -> None:
    agency = negotiation.agency
    rule = _rule(RuleCode.NEGOTIATE_ANSWER, agency)
    due_at = due_in(rule.value, rule.unit, agency.time_zone)
    deadlines.open_deadline(ANSWER, subject_id=negotiation.pk, due_at=due_at)


def _rule(code: RuleCode, agency: Agency) -> Rule:
    day = clock.today(agency.time_zone)
    return rule_in_force(code, on=day, tenant_slug=agency.tenant.slug)


def _close(negotiation: Negotiation, status: Status) -> None:
    negotiation.status, negotiation.closed_at = status, clock.now()
    negotiation.save()
    deadlines.close(ANSWER, subject_id=negotiation.pk)
