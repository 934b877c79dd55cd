"""Use-cases of a price that rises far: propose it with a reason, decide it, take it back."""

from django.utils.translation import gettext as _

from catalog import policies, prices
from catalog.models import Sku
from catalog.rise_models import PriceRise, RiseStatus
from catalog.services.price_bounds import rise_of
from catalog.services.variants import locked, put_price, require_numbers
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.errors import Conflict, InvalidTransition, RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require
from marketplace.core.text import clean_line


@guards.use_case
def propose_price_rise(*, sku_id: int, price_rupiah: int, reason: str, actor: User) -> PriceRise:
    """Ask for a price above R-PRICE-RISE; the present one holds until a manager has decided.

    Raises: NotAllowed, RuleViolation when the price needs no review or has no reason, Conflict
    while another one waits.
    """
    sku = locked(sku_id)
    require(policies.can_trade(actor, sku.product))
    require_numbers(price_rupiah, 0)
    words = clean_line(reason)
    if not words:
        raise RuleViolation(_("Write why the price rises."), field="reason")
    rise = rise_of(sku, price_rupiah, prices.lowest_of_late([sku.pk]).get(sku.pk))
    if not rise:
        raise RuleViolation(
            _("This price needs no review. Set it as the new price."), field="price_rupiah"
        )
    if sku.price_rises.filter(status=RiseStatus.WAITING).exists():
        raise Conflict(_("A price of this variant waits for the catalogue manager already."))
    made = PriceRise.objects.create(
        sku=sku,
        old_rupiah=sku.price_rupiah,
        low_rupiah=rise["low"],
        price_rupiah=price_rupiah,
        reason=words,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    _tell("proposed", made, sku, actor, reason=words)
    return made


@guards.use_case
def decide_price_rise(*, rise_id: int, accept: bool, actor: User, answer: str = "") -> PriceRise:
    """Let a proposed price hold from now on, or refuse it with a reason.

    Raises: NotAllowed, RuleViolation without a reason, InvalidTransition when it was decided.
    """
    rise, sku = _locked(rise_id)
    require(policies.can_review(actor, sku.product))
    words = clean_line(answer)
    if not accept and not words:
        raise RuleViolation(_("Write why: the shop reads it."), field="reason")
    _close(rise, RiseStatus.ACCEPTED if accept else RiseStatus.REFUSED, actor, words)
    if accept and rise.price_rupiah != sku.price_rupiah:
        put_price(sku, rise.price_rupiah, actor)
    _tell("accepted" if accept else "refused", rise, sku, actor, reason=words)
    return rise


@guards.use_case
def withdraw_price_rise(*, rise_id: int, actor: User) -> PriceRise:
    """Take back a price that waits. Raises: NotAllowed, InvalidTransition."""
    rise, sku = _locked(rise_id)
    require(policies.can_list(actor, sku.product.vendor))
    _close(rise, RiseStatus.WITHDRAWN, actor, "")
    _tell("withdrawn", rise, sku, actor)
    return rise


def _locked(rise_id: int) -> tuple[PriceRise, Sku]:
    sku = locked(PriceRise.objects.values_list("sku", flat=True).get(pk=rise_id))
    return lock_one(PriceRise, rise_id), sku


def _close(rise: PriceRise, status: RiseStatus, actor: User, words: str) -> None:
    if rise.status != RiseStatus.WAITING:
        raise InvalidTransition(_("This price was decided already. Reload the page."))
    rise.status, rise.answer = status, words
    rise.decided_by, rise.decided_at = actor, clock.now()
    rise.save(update_fields=["status", "answer", "decided_by", "decided_at"])


def _tell(what: str, rise: PriceRise, sku: Sku, actor: User, **more: str) -> None:
    facts = {"code": sku.code, "before": rise.old_rupiah, "after": rise.price_rupiah, **more}
    name = f"product.price_rise_{what}"
    audit.record(name, actor=actor, subject=sku.product, **facts)
    outbox.emit(name, subject=sku.product, actor_id=actor.pk, **facts)
