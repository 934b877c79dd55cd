"""The PPK strikes lines of an order that waits, and keeps the rest."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from marketplace.orders import policies
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder, StruckLine
from marketplace.orders.services import transitions
from marketplace.orders.services.lines import lines_with_prices, rewrite_lines, save_rewritten
from marketplace.orders.services.placeable import lock_for_placing


class NothingStruck(RuleViolation):
    """No line has a reason beside it."""

    code = "nothing_struck"


class AllStruck(RuleViolation):
    """No line would stay."""

    code = "all_struck"


@guards.use_case
def strike_lines(*, order_id: int, reasons: Mapping[int, str], actor: User) -> PurchaseOrder:
    """Take lines (line id → reason) out of an order that waits for its PPK; the rest waits on.

    Sums and taxes follow, stock, days and plan money of what is struck are free at once; prices of
    the rest and the freight stay. Raises: DoesNotExist, NotAllowed, InvalidTransition,
    NothingStruck, AllStruck, RuleViolation for a line that is not in the order.
    """
    order = lock_for_placing(order_id)
    require(policies.can_review(actor, order))
    transitions.require_step(order, OrderStatus.APPROVED)
    said = {key: words for key, text in reasons.items() if (words := clean_text(text))}
    lines = lines_with_prices(order)
    _require_some(said, lines)
    before = order.gross_rupiah
    struck = [line for line in lines if line.pk in said]
    StruckLine.objects.bulk_create(_struck(line, said[line.pk], actor) for line in struck)
    goods = ", ".join(line.title for line in struck)
    done = rewrite_lines(order, lines, dict.fromkeys(said, 0), by=actor)
    save_rewritten(order, done)
    budget.reserve(
        package_id=order.plan_package_id,
        account_code_id=order.account_code_id,
        order_ref=order.public_id,
        amount_rupiah=order.gross_rupiah,
    )
    audit.record(
        "order.lines_struck",
        actor=actor,
        subject=order,
        number=order.number,
        before=before,
        after=order.gross_rupiah,
        goods=goods,
    )
    outbox.emit("order.lines_struck", subject=order, goods=goods, by=actor.pk)
    return order


def _require_some(said: Mapping[int, str], lines: Sequence[OrderLine]) -> None:
    """Refuse to strike nothing, or everything. Raises: NothingStruck, AllStruck."""
    if not said:
        raise NothingStruck(
            _("Write the reason beside each line to be struck; a line without one stays.")
        )
    if {line.pk for line in lines} <= set(said):
        raise AllStruck(
            _("All %(number)s lines would be struck. At least one stays; else reject the order.")
            % {"number": len(lines)}
        )


def _struck(line: OrderLine, reason: str, by: User) -> StruckLine:
    return StruckLine(
        order=line.order,
        sku_id=line.sku_id,
        name=line.title,
        code=line.code,
        unit=line.unit,
        quantity=line.quantity,
        unit_price_rupiah=line.unit_price_rupiah,
        total_rupiah=line.total_rupiah,
        reason=reason[:REASON_MAX],
        struck_by=by,
        struck_at=clock.now(),
    )
