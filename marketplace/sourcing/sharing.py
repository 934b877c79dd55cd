"""Handing goods to a colleague: one officer collects, another of the same agency orders.

An offer, its lines and its answer are only ever added. Neither prices nor rights go with it: who
takes it puts each line into their own cart by ``filling``, as any other goods.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.errors import InvalidTransition, NotFoundError, RuleViolation
from marketplace.core.policy import require
from marketplace.sourcing import filling, policies
from marketplace.sourcing.lines import own_cart
from marketplace.sourcing.models import CartItem, SharedAnswer, SharedCart, SharedLine


class NothingChosen(RuleViolation):
    """No line of the cart is chosen."""

    code = "nothing_chosen"


class NoColleague(RuleViolation):
    """The person named does not order for this agency."""

    code = "no_colleague"


class NothingToTake(RuleViolation):
    """Not one line of a shared cart can be bought now; ``lines`` says of each why."""

    code = "nothing_to_take"

    def __init__(self, message: str, lines: Sequence[filling.Line]) -> None:
        super().__init__(message)
        self.lines = lines


@guards.use_case
def share(*, actor: User, agency_id: int, name: str, to_id: int) -> SharedCart:
    """Hand what is chosen in the person's cart to a colleague, under a name; it stays in the cart.

    Raises: NotAllowed, LineGone, NothingChosen, NoColleague.
    """
    cart = own_cart(actor, agency_id)
    items = list(cart.items.filter(chosen=True).select_related("sku").order_by("pk"))
    if not items:
        raise NothingChosen(_("Nothing in the cart is chosen. Choose what you hand over."))
    colleague = policies.colleagues_of(actor, agency_id).filter(pk=to_id).first()
    if colleague is None:
        raise NoColleague(
            _("This person does not order for the agency. Choose another officer (PP)."),
            field="to",
        )
    shared = SharedCart.objects.create(
        agency_id=agency_id, name=name, sent_by=actor, sent_to=colleague, sent_at=clock.now()
    )
    SharedLine.objects.bulk_create(_copy(shared, item) for item in items)
    audit.record("cart.shared", actor=actor, subject=shared, to=colleague.pk, lines=len(items))
    outbox.emit("cart.shared", subject=shared)
    return shared


def _copy(shared: SharedCart, item: CartItem) -> SharedLine:
    line = SharedLine(shared=shared, sku=item.sku, quantity=item.quantity, note=item.note)
    line.wanted = item.wanted
    return line


@guards.use_case
def take(*, actor: User, shared_id: int) -> Sequence[filling.Line]:
    """Put what can be bought of a shared cart into one's own; return each line with its refusal.

    Raises: NotFoundError, NotAllowed, InvalidTransition once it is answered, NothingToTake.
    """
    shared = _waiting(shared_id, actor)
    goods = filling.of_shared(shared)
    lines = filling.put_in(goods, agency_id=shared.agency_id, actor=actor, shared=shared)
    if all(line.problem for line in lines):
        raise NothingToTake(
            _("Nothing of these goods can be put into your cart now; each line says why."), lines
        )
    _answer(shared, actor, is_taken=True)
    return lines


@guards.use_case
def decline(*, actor: User, shared_id: int) -> None:
    """Say that one does not order what a colleague hands over.

    Raises: NotFoundError, NotAllowed, InvalidTransition once it is answered.
    """
    _answer(_waiting(shared_id, actor), actor, is_taken=False)


def _waiting(shared_id: int, actor: User) -> SharedCart:
    """Hold and return a shared cart that waits for this person.

    Held by name: a row that nobody may change cannot be locked either.
    """
    locks.advisory_lock(f"shared cart {shared_id}")
    shared = SharedCart.objects.filter(pk=shared_id).select_related("agency__region").first()
    if shared is None:
        raise NotFoundError(_("These goods were not handed to you."))
    require(policies.can_answer(actor, shared))
    if SharedAnswer.objects.filter(shared=shared).exists():
        raise InvalidTransition(_("These goods were taken or declined already. Reload the page."))
    return shared


def _answer(shared: SharedCart, actor: User, *, is_taken: bool) -> None:
    SharedAnswer.objects.create(shared=shared, is_taken=is_taken, answered_at=clock.now())
    event = "cart.taken" if is_taken else "cart.declined"
    audit.record(event, actor=actor, subject=shared)
    outbox.emit(event, subject=shared)
