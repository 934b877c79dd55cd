"""What the machine can compare before a person approves: each check with its two numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.dating import days_words
from catalog.day_rules import Days
from catalog.days import day_passed
from catalog.queries import size_code
from marketplace.accounts.models import User
from marketplace.budget.models import PackageLine
from marketplace.budget.queries import Room, part_of, room_on
from marketplace.core import clock, moments
from marketplace.core.calendar import last_day_of_year
from marketplace.core.money import percent, rupiah
from marketplace.core.rule_codes import RuleCode, Unit
from marketplace.orders import comparing, freight_words
from marketplace.orders.bound_rules import rules_of
from marketplace.orders.flags import flags
from marketplace.orders.models import (
    CheckReason,
    FreightWay,
    OrderLine,
    OrderReason,
    OrderStatus,
    PurchaseOrder,
)
from marketplace.orders.negotiated import check_words
from marketplace.orders.own_rules import reading as own_rules
from marketplace.orders.rules import CapCheck, cap_check
from marketplace.orders.seconding import second_of, seconders, why_second
from marketplace.orders.splitting import Split, split_of
from marketplace.orders.unmet import odd_accounts, unmet_read
from marketplace.web.badges import SIZE_CLASSES
from vendors.models import VendorStatus


@dataclass(frozen=True)
class Check:
    """One row: ``state`` is ok (met), warn (to be read) or stop (not met); ``todo``: what then."""

    title: str
    detail: str
    state: str = "ok"
    todo: str = ""


@dataclass(frozen=True)
class PlanRoom:
    """The part of the plan that an order is booked on, and what it may take of it."""

    part: PackageLine
    room: Room


def plan_room(order: PurchaseOrder) -> PlanRoom:
    """Return what the plan has left for an order, what it holds itself counted in."""
    part = part_of(order.plan_package_id, order.account_code_id)
    return PlanRoom(part, room_on(part, order.public_id))


def checks(order: PurchaseOrder, viewer: User, plan: PlanRoom | None = None) -> list[Check]:
    """Return the automatic checks of an order as the agency and its auditors read them.

    ``plan``: ``plan_room`` of it, where the page knows it already.
    """
    reasons = comparing.newest_reasons(order)
    split = split_of(order)
    return [
        _cap(order),
        *_plan(order, plan or plan_room(order)),
        *_missed(order),
        _persons(order, viewer),
        *_split(order, split),
        *_second(order, split),
        _vendor(order),
        *_comparison(order, reasons.pop(None, None)),
        *_dear(reasons),
        _freight(order),
        *(Check(title, detail) for title, detail in check_words(order)),
        *_held_until(order),
        *_stock(order),
        *(Check(title, detail, "warn") for title, detail in flags(order)),
    ]


@dataclass(frozen=True)
class AppliedRule:
    """One stored rule as people read it: its number, its value in words, where it stands."""

    code: str
    value: str
    source: str


def applied_rules(order: PurchaseOrder) -> list[AppliedRule]:
    """Return the rules that bound an order on its day."""
    return [
        AppliedRule(bound.code, _in_words(bound.value, bound.rule.unit), bound.rule.cited)
        for bound in rules_of(order)
    ]


def _in_words(value: int, unit: str) -> str:
    if unit == Unit.RUPIAH:
        return rupiah(value)
    if unit == Unit.BP:
        return percent(value)
    if unit == Unit.BP_PER_DAY:
        return _("%(percent)s a day") % {"percent": percent(value)}
    if unit == Unit.OFFERS:
        return ngettext("%(count)s offer", "%(count)s offers", value) % {"count": value}
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(days)s working day", "%(days)s working days", value) % {"days": value}
    return ngettext("%(days)s day", "%(days)s days", value) % {"days": value}


def _cap(order: PurchaseOrder) -> Check:
    title = _("Bela Pengadaan cap")
    if order.cap_rupiah is None or order.rule is None:
        return Check(title, _("The local catalogue has no cap"))
    return Check(
        title,
        _("%(gross)s of %(cap)s (%(rule)s)")
        % {
            "gross": rupiah(order.gross_rupiah),
            "cap": rupiah(order.cap_rupiah),
            "rule": order.rule.code,
        },
        *_cap_state(cap_check(order.gross_rupiah, order.cap_rupiah)),
    )


def _cap_state(found: CapCheck) -> tuple[str, str]:
    """Return how it stands, and what to do then."""
    if found.within:
        return "ok", ""
    return "stop", _("Strike lines, or return it for fewer goods.")


def _plan(order: PurchaseOrder, plan: PlanRoom) -> Iterator[Check]:
    part, room = plan.part, plan.room
    named = {"code": part.package.rup_code, "account": part.account_code.code}
    yield _left(order, _("Left in RUP %(code)s on %(account)s") % named, room.part)
    yield _left(order, _("Left in the budget line (DPA) %(account)s") % named, room.line)


def _left(order: PurchaseOrder, title: str, room: int) -> Check:
    words = _("%(gross)s of %(room)s")
    detail = words % {"gross": rupiah(order.gross_rupiah), "room": rupiah(room)}
    if order.gross_rupiah <= room:
        return Check(title, detail)
    if order.status != OrderStatus.SUBMITTED:
        return Check(title, detail, "warn")
    todo = _("Strike lines, or return it for another package (RUP) or fewer goods.")
    return Check(title, detail, "stop", todo)


def _missed(order: PurchaseOrder) -> Iterator[Check]:
    """What a reason of the PPK answers: not met while it waits, to be read with its reason then."""
    if order.status == OrderStatus.SUBMITTED:
        yield from (Check(one.title, one.detail, "stop", one.todo) for one in unmet_read(order))
        return
    said = list(order.check_reasons.select_related("written_by"))
    known = {row.check_key for row in said}
    yield from (_answered(row) for row in said)
    unasked = (one for one in odd_accounts(order) if one.key not in known)
    yield from (Check(one.title, one.detail, "warn") for one in unasked)


def _answered(row: CheckReason) -> Check:
    return Check(row.title, f"{row.words}. {_said(row)}", "warn")


def _persons(order: PurchaseOrder, viewer: User) -> Check:
    reviewer = _("you") if viewer.pk == order.commitment_officer_id else order.commitment_officer
    title, words = _("Two different persons"), _("Ordered by %(officer)s, PPK %(reviewer)s")
    detail = words % {"officer": order.created_by, "reviewer": reviewer}
    if order.created_by_id == order.commitment_officer_id:
        return Check(title, detail, "stop", _("Reject the order."))
    return Check(title, detail)


def _split(order: PurchaseOrder, split: Split | None) -> Iterator[Check]:
    """What the orders to this vendor cost together, and why (R-SPLIT-7)."""
    if split is None:
        return
    title = _("Split packages, %(days)s days") % {"days": split.days}
    cap = split.check.cap_rupiah
    words = {"number": split.number, "gross": rupiah(split.check.gross_rupiah)}
    if not split.number:
        yield Check(title, _("No other order to this vendor"))
    elif cap is None:
        said = _("%(number)s more to this vendor, together %(gross)s (R-SPLIT-7)")
        yield Check(title, said % words, "warn")
    else:
        said = _("%(number)s more to this vendor, together %(gross)s of %(cap)s (R-SPLIT-7)")
        detail = said % {**words, "cap": rupiah(cap)}
        why = order.reasons.filter(code=RuleCode.SPLIT_WINDOW).select_related("written_by").last()
        if split.over and why is not None:
            detail = f"{detail}. {_said(why)}"
        yield Check(title, detail, "warn" if split.over else "ok")


def _second(order: PurchaseOrder, split: Split | None) -> Iterator[Check]:
    """Which rules of the agency ask a second approval; who gave it and why, or who may."""
    owed = why_second(order, split)
    if owed is None:
        return
    for rule in owed.rules:
        said = own_rules.all_words([rule], order.gross_rupiah)
        yield Check(_("Rule of the agency"), said, "warn")
    title, row = _("Second approval"), second_of(order)
    if row is not None:
        words = _("%(name)s wrote: “%(reason)s”")
        yield Check(title, words % {"name": row.person, "reason": row.reason})
    elif order.status == OrderStatus.SUBMITTED:
        names = ", ".join(str(one) for one in seconders(order)) or "–"
        yield Check(title, _("Missing. It is given by: %(names)s") % {"names": names}, "stop")


def _vendor(order: PurchaseOrder) -> Check:
    vendor = order.vendor
    size = SIZE_CLASSES.get(size_code(vendor), vendor.size_class)
    if vendor.status != VendorStatus.APPROVED:
        return Check(
            _("Vendor"),
            _("May not sell now: %(state)s") % {"state": vendor.get_status_display()},
            "stop",
            _("Reject the order; the goods are ordered from another shop."),
        )
    return Check(_("Vendor"), _("%(size)s, NIB and account verified") % {"size": size})


def _comparison(order: PurchaseOrder, reason: OrderReason | None) -> Iterator[Check]:
    """What the order was compared with, or why with less (R-CMP-2); nothing where it binds not."""
    wanted, found = comparing.offers_wanted(order), comparing.compared_with(order)
    if not wanted:
        return
    title = _("Offers compared, %(found)s of %(wanted)s (R-CMP-2)") % {
        "found": len(found),
        "wanted": wanted,
    }
    words = [
        comparing.offer_words(one.name, one.vendor, one.price_rupiah, one.unit) for one in found
    ]
    if reason is not None:
        words.append(_said(reason))
    yield Check(title, "; ".join(words), "ok" if len(found) >= wanted else "warn")


def _dear(reasons: Mapping[int | None, OrderReason]) -> Iterator[Check]:
    """Goods above the fair band with the officer's reason (R-FAIR-BAND)."""
    for reason in reasons.values():
        if reason.price_rupiah is None or reason.median_rupiah is None:
            continue
        numbers = _("%(price)s with PPN, median %(median)s of %(count)s transactions.") % {
            "price": rupiah(reason.price_rupiah),
            "median": rupiah(reason.median_rupiah),
            "count": reason.paid_count,
        }
        title = _("Price of %(name)s above the median (R-FAIR-BAND)") % {"name": reason.sku}
        yield Check(title, f"{numbers} {_said(reason)}", "warn")


def _freight(order: PurchaseOrder) -> Check:
    """What the freight rests on; of an order from before that was kept, nothing."""
    title = _("Freight: %(freight)s") % {"freight": rupiah(order.freight_rupiah)}
    state = "warn" if order.freight_way == FreightWay.BEFORE else "ok"
    return Check(title, freight_words.of_order(order), state)


def _said(reason: OrderReason | CheckReason) -> str:
    return _("%(name)s wrote: “%(reason)s”") % {"name": reason.written_by, "reason": reason.text}


def _held_until(order: PurchaseOrder) -> Iterator[Check]:
    """Until when an order that waits can be approved, and what ends then."""
    if order.status not in {OrderStatus.SUBMITTED, OrderStatus.RETURNED}:
        return
    ends = [(last_day_of_year(order.ordered_on), _("The fiscal year ends."))]
    if order.deliver_by:
        ends.append((order.deliver_by, _("The goods are needed by then.")))
    for line in order.lines.all():
        if line.sku.product.price_valid_until:
            words = _("The shop holds the price of %(name)s until then.") % {"name": line.title}
            ends.append((line.sku.product.price_valid_until, words))
    last, why = min(ends)
    title = _("Price, stock and plan money held until %(day)s") % {"day": moments.day(last)}
    if last >= clock.today(order.agency.time_zone):
        yield Check(title, why)
        return
    todo = _("It cannot be approved any more: return or reject it.")
    yield Check(title, why, "stop", todo)


def _stock(order: PurchaseOrder) -> Iterator[Check]:
    if not order.holds_stock:
        return
    for line in order.lines.all():
        if line.wanted is not None:
            yield _days(order, line, line.wanted)
            continue
        left = line.sku.available
        words = _("%(held)s reserved for you; %(left)s more in the shop") % {
            "held": f"{line.quantity} {line.unit}",
            "left": left,
        }
        yield Check(_("Stock of %(name)s") % {"name": line.title}, words, "ok" if left else "warn")


def _days(order: PurchaseOrder, line: OrderLine, wanted: Days) -> Check:
    """For which days a line holds its places, and whether they still lie ahead."""
    zone = order.agency.time_zone
    title = _("Days of %(name)s") % {"name": line.title}
    open_yet = order.status in {OrderStatus.SUBMITTED, OrderStatus.RETURNED}
    if open_yet and day_passed(line.sku, wanted, zone):
        words = _("%(days)s: passed. Return the order: it cannot be approved.")
        return Check(title, words % {"days": days_words(line, zone)}, "stop")
    words = _("%(days)s; held for you")
    return Check(title, words % {"days": days_words(line, zone)})
