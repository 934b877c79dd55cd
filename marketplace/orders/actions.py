"""Which steps of an order its viewer may take now, from this room and from the rooms above."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core import panels
from marketplace.core.policy import Verdict
from marketplace.orders import policies
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.rules import can_become

REASON_TEMPLATE = "orders/_reason.html"


@dataclass(frozen=True)
class Words:
    """How one step reads: button, question of its dialog, label and help of the reason."""

    label: str | Promise
    icon: str
    style: str = "primary"
    question: str | Promise = ""
    reason: str | Promise = ""
    help: str | Promise = ""


WORDS: dict[str, Words] = {
    "approve": Words(gettext_lazy("Approve order"), "check"),
    "accept": Words(gettext_lazy("Accept order"), "check"),
    "resubmit": Words(gettext_lazy("Submit again"), "send"),
    "reissue": Words(gettext_lazy("Issue again"), "refresh-cw"),
    "return": Words(
        gettext_lazy("Return"),
        "undo-2",
        "ghost",
        gettext_lazy("Return it to %(officer)s?"),
        gettext_lazy("What must be repaired?"),
        gettext_lazy(
            "Read by the officer and the auditor. The order is not cancelled, and the vendor's "
            "clock does not run yet."
        ),
    ),
    "decline": Words(
        gettext_lazy("Decline"),
        "x",
        "ghost",
        gettext_lazy("Decline this order?"),
        gettext_lazy("Why can you not deliver?"),
        gettext_lazy("Read by the agency and the auditor. The agency may order elsewhere."),
    ),
    "reject": Words(
        gettext_lazy("Reject for good"),
        "octagon-x",
        "more",
        gettext_lazy("Reject this order for good?"),
        gettext_lazy("Why is it rejected?"),
        gettext_lazy("Stock and plan money are free again. A rejected order cannot be revived."),
    ),
    "cancel": Words(
        gettext_lazy("Cancel the order"),
        "circle-slash",
        "more",
        gettext_lazy("Cancel this order?"),
        gettext_lazy("Why is it cancelled?"),
        gettext_lazy("Stock and plan money are free again. Everybody concerned is told."),
    ),
    "stop": Words(
        gettext_lazy("Stop the order"),
        "circle-pause",
        "more",
        gettext_lazy("Stop this order?"),
        gettext_lazy("Why are the goods no longer needed?"),
        gettext_lazy("Read by the vendor and the auditor. A stopped order cannot be revived."),
    ),
    "terminate": Words(
        gettext_lazy("Terminate the order"),
        "octagon-x",
        "more",
        gettext_lazy("Terminate this order?"),
        gettext_lazy("What has the vendor not fulfilled?"),
        gettext_lazy("Read by the vendor and the auditor. A terminated order cannot be revived."),
    ),
}
# What each step turns the order into, and who may take it.
TARGETS = {
    "approve": "approved",
    "return": "returned",
    "reject": "rejected",
    "accept": "accepted",
    "decline": "declined",
    "cancel": "cancelled",
    "stop": "stopped",
    "terminate": "terminated",
    "resubmit": "submitted",
}

# Steps whose result the page can show in place, without a new address.
LIVE = {"approve", "accept", "resubmit"}


def verdict(step: str, user: User, order: PurchaseOrder) -> Verdict:
    """Return whether the person may take a step of this room."""
    judge = {
        "approve": policies.can_approve,
        "return": policies.can_review,
        "reject": policies.can_review,
        "accept": policies.can_answer,
        "decline": policies.can_answer,
        "cancel": policies.can_cancel,
        "stop": policies.can_end,
        "terminate": policies.can_end,
        "resubmit": policies.can_edit,
        "reissue": policies.can_reissue,
    }[step]
    return judge(user, order)


def is_open(step: str, user: User, order: PurchaseOrder) -> bool:
    """Say whether the step exists now and is this person's."""
    if step == "reissue":
        if hasattr(order, "reissued_as"):
            return False
    elif not can_become(order.status, TARGETS[step]):
        return False
    return bool(verdict(step, user, order))


@dataclass(frozen=True)
class Offer:
    """A step as the page shows it: a button, or a link that opens its dialog."""

    key: str
    label: str
    url: str
    icon: str
    style: str
    title: str = ""
    template: str = ""
    sentence: str = ""
    method: str = "post"
    live: bool = False
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether it asks something before it is taken."""
        return bool(self.template)

    def fields(self, request: HttpRequest, order: PurchaseOrder, **more: Any) -> SafeString:
        """Return what it asks: the inside of a form, or a form of its own."""
        context = {**self.context, "order": order, "offer": self, **more}
        return render_to_string(self.template, context, request=request)

    @property
    def is_main(self) -> bool:
        """Whether it is what the page waits for."""
        return self.style == "primary"


def _own(step: str, order: PurchaseOrder) -> Offer:
    words = WORDS[step]
    names = {"officer": str(order.created_by)}
    return Offer(
        key=step,
        label=str(words.label),
        url=reverse(f"order_{step}", args=[order.public_id]),
        icon=words.icon,
        style=words.style,
        title=str(words.question) % names,
        template=REASON_TEMPLATE if words.reason else "",
        live=step in LIVE,
        context={"label": words.reason, "help": words.help},
    )


def _upper(action: panels.Action) -> Offer:
    return Offer(
        key=slugify(action.url.rstrip("/").rsplit("/", 1)[-1]),
        label=str(action.label),
        url=action.url,
        icon=action.icon,
        style=action.style,
        title=str(action.sentence or action.label),
        template=action.dialog_template,
        sentence="" if action.dialog_template else str(action.sentence),
        method=action.method,
        context=action.context,
    )


def offers(request: HttpRequest, order: PurchaseOrder) -> list[Offer]:
    """Return the steps the viewer may take now, the secondary ones first."""
    user = request.user
    if not isinstance(user, User):
        return []
    own = [_own(step, order) for step in WORDS if is_open(step, user, order)]
    upper = [_upper(action) for action in panels.collect("order.actions", request, order)]
    return sorted([*own, *upper], key=lambda offer: offer.is_main)
