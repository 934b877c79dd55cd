"""The trail of an order: what was done, what is awaited now, what is still to come."""

from collections.abc import Collection, Iterable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Role, User
from marketplace.documents.models import IssuedDocument
from marketplace.documents.services import title_of
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.lifecycle import STATES, OrderStatus, State, states_ahead, step_between
from marketplace.orders.models import PurchaseOrder, StatusChange
from vendors.queries import ever_acted_for

OFFICES: dict[str, str | Promise] = {
    Role.PROCUREMENT_OFFICER: "PP",
    Role.COMMITMENT_OFFICER: "PPK",
    Role.ACTIVITY_OFFICER: "PPTK",
    Role.CARD_HOLDER: gettext_lazy("card holder"),
    Role.BUDGET_AUTHORITY: "KPA",
    Role.TREASURER: gettext_lazy("treasurer"),
}


def office_in(user: User, order: PurchaseOrder) -> str:
    """Return in which office a person deals with an order: "PP", "PPK", the shop's name."""
    if named := _named(order).get(user.pk):
        return named
    if user.pk in ever_acted_for(order.vendor):
        return order.vendor.name
    held = {role for role, agency, _tenant in user.role_set if agency == order.agency_id}
    return next((str(word) for role, word in OFFICES.items() if role in held), "")


def _named(order: PurchaseOrder) -> dict[int | None, str]:
    """Return the offices of the people named in an order; nobody ever has both (I-26)."""
    return {
        order.created_by_id: "PP",
        order.procurement_officer_id: "PP",
        order.approved_by_id: "PPK",
        order.commitment_officer_id: "PPK",
    }


def author_line(user: User, order: PurchaseOrder) -> str:
    """Return name and office of whoever writes about an order, as they are now."""
    office = office_in(user, order)
    return f"{user} · {office}" if office else str(user)


def _who(change: StatusChange, order: PurchaseOrder, sellers: Collection[int]) -> str:
    person = change.changed_by
    if person is None:
        return _("by itself")
    shop = _("vendor") if person.pk in sellers else ""
    office = _named(order).get(person.pk) or shop or _office_of_step(change)
    return f"{person}, {office}" if office else str(person)


def _office_of_step(change: StatusChange) -> str:
    """Return the office in which somebody who holds no fixed part in the order took a step."""
    step = step_between(change.from_status, change.to_status)
    return next((str(OFFICES[role]) for role in step.roles if role in OFFICES), "") if step else ""


def trail(
    order: PurchaseOrder,
    papers: Iterable[IssuedDocument],
    *,
    awaited: str,
    awaited_note: str,
    more: Iterable[dict[str, Any]] = (),
) -> list[dict[str, Any]]:
    """Return the entries of the order page's timeline, oldest first.

    ``awaited`` names who is waited for; ``more`` are entries of upper rooms with their ``at``.
    """
    zone = order.agency.time_zone
    sellers = ever_acted_for(order.vendor)
    done = [_done(change, order, papers, sellers) for change in order.status_changes.all()]
    done = [entry for entry in done if entry] + [{"state": "done", "tz": zone, **e} for e in more]
    done.sort(key=lambda entry: entry["when"])
    return done + _to_come(order, awaited, awaited_note)


def _done(
    change: StatusChange,
    order: PurchaseOrder,
    papers: Iterable[IssuedDocument],
    sellers: Collection[int],
) -> dict[str, Any]:
    state = STATES[OrderStatus(change.to_status)]
    if state.is_silent:
        return {}
    evidence = [
        {"url": reverse("issued_document", args=[paper.number]), "label": title_of(paper)}
        for paper in papers
        if paper.kind in state.papers
    ]
    return {
        "state": "stop" if state.is_halt else "done",
        "icon": state.done_icon,
        "title": str(state.done),
        "who": _who(change, order, sellers),
        "when": change.changed_at,
        "tz": order.agency.time_zone,
        "reason": change.reason,
        "evidence": evidence,
    }


def _to_come(order: PurchaseOrder, awaited: str, note: str) -> list[dict[str, Any]]:
    ahead = [STATES[OrderStatus(status)] for status in states_ahead(order.status, order.channel)]
    if not ahead:
        return []
    now = {
        "state": "now",
        "icon": "hourglass",
        "title": str(ahead[0].awaited),
        "who": awaited,
        "when": note,
    }
    later = [
        {
            "state": "next",
            "icon": state.done_icon,
            "title": str(state.awaited),
            "who": _hint(state, order),
        }
        for state in ahead[1:]
    ]
    return [now, *later]


def _hint(state: State, order: PurchaseOrder) -> str:
    if state.hint_rule is None:
        return str(state.hint)
    return str(state.hint) % {"days": bound_rule(order, state.hint_rule).value}
