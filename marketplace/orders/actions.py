"""Which steps of an order its viewer may take now, as the page shows them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from marketplace.accounts.models import User
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from marketplace.orders.forms import StepForm
from marketplace.orders.lifecycle import Rank, Step, main_step, steps_from
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services.transitions import not_open_now


def is_open(step: Step, user: User, order: PurchaseOrder) -> bool:
    """Say whether the step exists now and is this person's."""
    return (
        bool(step.address)
        and step.leaves(order.status, order.channel)
        and step.is_there(order)
        and bool(step.policy(user, order))
        and step.is_open(user, order)
    )


def take(step: Step, order: PurchaseOrder, actor: User, /, **given: Any) -> Any:
    """Take a step with what its form gives, in a state that it begins in.

    Two states may share a use-case (goods are counted, and counted again) and say different things
    on their buttons: what was pressed must be what is done.
    Raises: NotAllowed, InvalidTransition, and what the use-case raises.
    """
    if not step.leaves(order.status, order.channel):
        require(step.policy(actor, order))
        raise not_open_now(order)
    return step.act(order_id=order.pk, actor=actor, **given)


def next_step(order: PurchaseOrder) -> Step | None:
    """Return what the order as a whole waits for; None for one that is at its end."""
    return None if order.is_final else main_step(order.status, order.channel)


def still_awaited(order: PurchaseOrder) -> tuple[str, ...]:
    """Return the roles that can move the order on and have not done so."""
    step = next_step(order)
    return step.still(step, order) if step else ()


@dataclass(frozen=True)
class Offer:
    """A step as the page shows it: a button, or a link that opens its dialog."""

    step: Step
    order: PurchaseOrder
    actor: User

    @property
    def key(self) -> str:
        """What the step is called in code."""
        return self.step.key

    @property
    def label(self) -> str:
        """The words on its button."""
        return str(self.step.label)

    @property
    def url(self) -> str:
        """Its address: reading it asks what the step asks, posting to it takes the step."""
        return reverse("order_step", args=[self.order.public_id, self.step.address])

    @property
    def asks(self) -> bool:
        """Whether it asks something before it is taken."""
        return self.step.form is not None

    @property
    def is_main(self) -> bool:
        """Whether it is what the page waits for."""
        return self.step.is_main

    @property
    def awaits(self) -> bool:
        """Whether it is the viewer's turn to take it."""
        return self.step.awaits

    @property
    def warns(self) -> bool:
        """Whether its button is red."""
        return self.step.warns and not self.awaits

    @property
    def is_alternative(self) -> bool:
        """Whether it is the alternative to what the page waits for."""
        return self.step.rank == Rank.ALTERNATIVE

    @property
    def is_rare(self) -> bool:
        """Whether it is rare, and shown apart from the others."""
        return self.step.rank == Rank.RARE

    def form(self, *given: Any, **options: Any) -> StepForm:
        """Return the form of a step, unbound unless data are given."""
        make = self.step.form or StepForm
        form: StepForm = make(*given, step=self.step, order=self.order, actor=self.actor, **options)
        return form

    def title(self, form: StepForm) -> str:
        """Return its question, or its button's words where it asks none."""
        names = {
            "number": self.order.number,
            "officer": str(self.order.procurement_officer),
            "amount": rupiah(self.order.gross_rupiah),
            **form.names(),
        }
        return str(self.step.question or self.step.label) % names

    def fields(self, request: HttpRequest, form: StepForm) -> SafeString:
        """Return what it asks, to stand inside a form."""
        context = {"form": form, "order": self.order, "step": self.step}
        return render_to_string(self.step.fields, context, request=request)


@dataclass(frozen=True)
class Dialog:
    """A step's question on the order's page."""

    offer: Offer
    request: HttpRequest

    @cached_property
    def _form(self) -> StepForm:
        return self.offer.form(auto_id=f"{self.offer.key}_%s")

    @property
    def title(self) -> str:
        """What is asked."""
        return self.offer.title(self._form)

    @property
    def fields(self) -> SafeString:
        """What is to be filled in."""
        return self.offer.fields(self.request, self._form)


def offers(request: HttpRequest, order: PurchaseOrder) -> list[Offer]:
    """Return the steps the viewer may take now, the secondary ones first."""
    user = request.user
    if not isinstance(user, User):
        return []
    found = [
        Offer(step, order, user)
        for step in steps_from(order.status, order.channel)
        if is_open(step, user, order)
    ]
    return sorted(found, key=lambda offer: offer.is_main)
