"""Use-cases of a request for freight: an office asks, the shop names the sum or says no."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from catalog.delivery_models import MAX_DELIVERY_DAYS
from catalog.models import Sku
from catalog.reasons import required_reason
from marketplace.accounts.models import Agency, User
from marketplace.core import audit, clock, guards, moments, outbox
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.core.locks import lock_one, own
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from marketplace.orders import policies
from marketplace.orders.models import FreightQuote, FreightQuoteLine, QuoteStatus
from marketplace.orders.models.freight import VALID_MOST
from vendors.models import Vendor


class AskedAlready(Conflict):
    """The office waits for the shop's answer for the same goods and place."""

    code = "freight_asked_already"


@guards.use_case
def ask_freight(
    *,
    agency_id: int,
    vendor_id: int,
    region_id: int,
    address: str,
    goods: Mapping[int, int],
    actor: User,
) -> FreightQuote:
    """Ask a shop what bringing goods (variant id → units) to a place costs.

    Whoever asks for other goods, or another address, replaces the request that waits. Raises:
    NotAllowed, AskedAlready, RuleViolation for goods that are not the shop's, or none.
    """
    vendor = Vendor.objects.get(pk=vendor_id)
    require(policies.can_ask_freight(actor, agency_id, vendor))
    wanted = {sku_id: units for sku_id, units in goods.items() if units > 0}
    known = Sku.objects.filter(pk__in=wanted, vendor_id=vendor_id).count()
    if not wanted or known != len(wanted):
        raise RuleViolation(_("Put goods of this shop into the cart, then ask for the freight."))
    line = clean_line(address) or Agency.objects.get(pk=agency_id).address
    _replace(agency_id, vendor_id, region_id, line, wanted)
    quote = FreightQuote.objects.create(
        agency_id=agency_id,
        vendor=vendor,
        delivery_region_id=region_id,
        delivery_address=line[:300],
        asked_by=actor,
        asked_at=clock.now(),
    )
    own(quote)
    FreightQuoteLine.objects.bulk_create(
        FreightQuoteLine(quote=quote, sku_id=sku_id, quantity=units)
        for sku_id, units in sorted(wanted.items())
    )
    audit.record("freight.asked", actor=actor, subject=quote, vendor=vendor.pk, goods=wanted)
    outbox.emit("freight.asked", subject=quote)
    return quote


def _replace(
    agency_id: int, vendor_id: int, region_id: int, address: str, goods: Mapping[int, int]
) -> None:
    waiting = FreightQuote.objects.filter(
        agency=agency_id, vendor=vendor_id, delivery_region=region_id, status=QuoteStatus.WAITING
    ).first()
    if waiting is None:
        return
    before = lock_one(FreightQuote, waiting.pk)
    if before.status != QuoteStatus.WAITING:
        return
    if (before.delivery_address, dict(before.lines.values_list("sku", "quantity"))) == (
        address,
        goods,
    ):
        raise AskedAlready(
            _("%(vendor)s was asked for this freight already. You are told when it answers.")
            % {"vendor": before.vendor}
        )
    before.status = QuoteStatus.REPLACED
    before.save(update_fields=["status"])


@guards.use_case
def answer_freight(
    *,
    quote_id: int,
    freight_rupiah: int,
    valid_until: date,
    actor: User,
    working_days: int | None = None,
) -> FreightQuote:
    """Name the freight of one order, in rupiah before PPN, and until when it may be ordered at.

    ``working_days``: after the goods are ready, None if nobody says. Raises: NotAllowed,
    InvalidTransition, RuleViolation for what is out of bounds.
    """
    quote = _locked(quote_id, actor)
    _require_sane(quote, freight_rupiah, working_days, valid_until)
    quote.freight_rupiah, quote.working_days = freight_rupiah, working_days
    quote.valid_until = valid_until
    return _close(quote, QuoteStatus.ANSWERED, actor)


@guards.use_case
def refuse_freight(*, quote_id: int, reason: str, actor: User) -> FreightQuote:
    """Say why the shop does not bring the goods there.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    quote = _locked(quote_id, actor)
    quote.reason = required_reason(
        reason,
        RuleViolation(
            _("Write a reason that both sides understand, at least five letters."), field="reason"
        ),
    )
    return _close(quote, QuoteStatus.REFUSED, actor)


def _locked(quote_id: int, actor: User) -> FreightQuote:
    quote = lock_one(FreightQuote, quote_id)
    require(policies.can_answer_freight(actor, quote.vendor))
    if quote.status != QuoteStatus.WAITING:
        raise InvalidTransition(
            _("This request does not wait for an answer any more. Reload the page.")
        )
    return quote


def _close(quote: FreightQuote, status: QuoteStatus, actor: User) -> FreightQuote:
    quote.status, quote.answered_by, quote.answered_at = status, actor, clock.now()
    quote.save()
    audit.record(
        f"freight.{status}",
        actor=actor,
        subject=quote,
        freight_rupiah=quote.freight_rupiah,
        valid_until=quote.valid_until,
        reason=quote.reason,
    )
    outbox.emit(f"freight.{status}", subject=quote)
    return quote


def _require_sane(
    quote: FreightQuote, freight_rupiah: int, working_days: int | None, valid_until: date
) -> None:
    if not 0 <= freight_rupiah <= MAX_FREIGHT_RUPIAH:
        raise RuleViolation(
            _("The freight of an order is %(most)s at most.")
            % {"most": rupiah(MAX_FREIGHT_RUPIAH)},
            field="freight_rupiah",
        )
    if working_days is not None and not 0 <= working_days <= MAX_DELIVERY_DAYS:
        raise RuleViolation(
            _("Delivery takes %(most)s working days at most.") % {"most": MAX_DELIVERY_DAYS},
            field="working_days",
        )
    today = clock.today(quote.agency.time_zone)
    last = today + timedelta(days=VALID_MOST)
    if not today <= valid_until <= last:
        raise RuleViolation(
            _("A freight holds from today until %(last)s at the latest. Choose a day between.")
            % {"last": moments.day(last)},
            field="valid_until",
        )
