"""The trail of an order: what was done, what is awaited now, what is still to come."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Role, User
from marketplace.core.models import IssuedDocument
from marketplace.orders.models import PurchaseOrder, StatusChange
from marketplace.orders.papers_for_people import title_of
from marketplace.orders.rules import TERMINAL
from vendors.queries import ever_acted_for


class Step(NamedTuple):
    """Icon, words once done, words while awaited, note while to come."""

    icon: str
    done: str | Promise
    awaited: str | Promise
    hint: str | Promise = ""


STEPS: dict[str, Step] = {
    "submitted": Step("send", gettext_lazy("Submitted to the PPK"), gettext_lazy("Submit again")),
    "issued": Step(
        "file-check",
        gettext_lazy("Approved, order letter issued"),
        gettext_lazy("Approval by the PPK"),
        gettext_lazy("The order letter follows by itself"),
    ),
    "accepted": Step(
        "handshake",
        gettext_lazy("Accepted by the vendor"),
        gettext_lazy("The vendor accepts"),
        gettext_lazy("Within 3 days of the order letter"),
    ),
    "shipped": Step(
        "truck", gettext_lazy("Goods sent"), gettext_lazy("The vendor sends the goods")
    ),
    "received": Step(
        "package-check", gettext_lazy("Goods received"), gettext_lazy("The goods are counted")
    ),
    "handed_over": Step(
        "pen-line",
        gettext_lazy("BAST signed by both"),
        gettext_lazy("BAST signed by both sides"),
        gettext_lazy("PPK and vendor"),
    ),
    "paid": Step(
        "credit-card",
        gettext_lazy("Paid by government card"),
        gettext_lazy("Payment by government card"),
    ),
    "settled": Step(
        "landmark",
        gettext_lazy("Money sent to the vendor"),
        gettext_lazy("Money reaches the vendor"),
        gettext_lazy("About 2 working days after payment"),
    ),
}
ENDS: dict[str, Step] = {
    "returned": Step("undo-2", gettext_lazy("Returned by the PPK"), ""),
    "rejected": Step("octagon-x", gettext_lazy("Rejected by the PPK"), ""),
    "declined": Step("package-x", gettext_lazy("Declined by the vendor"), ""),
    "expired": Step("timer-off", gettext_lazy("Expired: no answer in time"), ""),
    "cancelled": Step("circle-slash", gettext_lazy("Cancelled"), ""),
    "disputed": Step("message-square-warning", gettext_lazy("Complaint about the goods"), ""),
    "stopped": Step("circle-pause", gettext_lazy("Stopped"), ""),
    "terminated": Step("octagon-x", gettext_lazy("Terminated"), ""),
}
ROAD = list(STEPS)
# What the order waits for in a state: the place on the road that comes next.
NEXT = {
    "draft": "submitted",
    "returned": "submitted",
    "submitted": "issued",
    "approved": "issued",
    "issued": "accepted",
    "accepted": "shipped",
    "shipped": "received",
    "disputed": "received",
    "received": "handed_over",
    "handed_over": "paid",
    "paid": "settled",
}
EVIDENCE = {
    "surat-pesanan": "issued",
    "bast": "handed_over",
    "kuitansi": "paid",
    "withholding-slip": "paid",
}
# Shown as one step with the one that follows it in the same moment.
SILENT = {"draft", "approved"}
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
    if user.pk == order.created_by_id:
        return "PP"
    if user.pk == order.commitment_officer_id:
        return "PPK"
    if user.pk in ever_acted_for(order.vendor):
        return order.vendor.name
    held = {role for role, agency, _tenant in user.role_set if agency == order.agency_id}
    return next((str(word) for role, word in OFFICES.items() if role in held), "")


def _who(change: StatusChange, order: PurchaseOrder, sellers: Collection[int]) -> str:
    person = change.changed_by
    if person is None:
        return _("by itself")
    fixed = {
        **dict.fromkeys(sellers, _("vendor")),
        order.created_by_id: "PP",
        order.commitment_officer_id: "PPK",
    }
    office = fixed.get(
        person.pk, {"received": "PPTK", "paid": _("card holder")}.get(change.to_status)
    )
    return f"{person}, {office}" if office else str(person)


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
    status = change.to_status
    if status in SILENT:
        return {}
    step = STEPS.get(status) or ENDS[status]
    evidence = [
        {"url": reverse("issued_document", args=[paper.number]), "label": title_of(paper)}
        for paper in papers
        if EVIDENCE.get(paper.kind) == status
    ]
    return {
        "state": "stop" if status in ENDS else "done",
        "icon": step.icon,
        "title": str(step.done),
        "who": _who(change, order, sellers),
        "when": change.changed_at,
        "tz": order.agency.time_zone,
        "reason": change.reason,
        "evidence": evidence,
    }


def _to_come(order: PurchaseOrder, awaited: str, note: str) -> list[dict[str, Any]]:
    if order.status in TERMINAL:
        return []
    rest = ROAD[ROAD.index(NEXT[order.status]) :]
    now = {
        "state": "now",
        "icon": "hourglass",
        "title": str(STEPS[rest[0]].awaited),
        "who": awaited,
        "when": note,
    }
    later = [
        {
            "state": "next",
            "icon": STEPS[name].icon,
            "title": str(STEPS[name].awaited),
            "who": str(STEPS[name].hint),
        }
        for name in rest[1:]
    ]
    return [now, *later]
