"""Who is told of a question, of its answer, and of what was taken down."""

from django.urls import reverse

from catalog.questions.models import ProductQuestion
from catalog.questions.services import count_replies
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from vendors.acting import shop_url
from vendors.policies import VendorAct
from vendors.queries import people_of


def _question(event: OutboxEvent) -> ProductQuestion:
    rows = ProductQuestion.objects.select_related("product__vendor", "agency", "asked_by")
    return rows.get(pk=event.subject_id)


def _tell_shop(event: OutboxEvent, question: ProductQuestion, **more: str) -> None:
    product = question.product
    notify(
        event=event,
        recipients=people_of(product.vendor, to=VendorAct.CONVERSE),
        kind=f"{event.name}_shop" if more else event.name,
        params={"name": product.name, "office": question.agency.name, **more},
        url=shop_url("shop_questions", product.vendor),
    )


@outbox.subscribe("question.asked", handler="questions.tell_shop")
def tell_shop(event: OutboxEvent) -> None:
    """Tell those who answer for the shop."""
    _tell_shop(event, _question(event))


@outbox.subscribe("question.answered", handler="questions.tell_asker")
def tell_asker(event: OutboxEvent) -> None:
    """Tell who asked."""
    question = _question(event)
    notify(
        event=event,
        recipients=[question.asked_by],
        kind=event.name,
        params={"name": question.product.name, "shop": question.product.vendor.name},
        url=reverse("product_questions", args=[question.product.public_id]),
    )


@outbox.subscribe(
    "question.removed", "question.answer_removed", handler="questions.tell_both_of_removal"
)
def tell_both_of_removal(event: OutboxEvent) -> None:
    """Tell the shop and who asked what was taken down, and why."""
    question = _question(event)
    reason = str(event.payload.get("reason", ""))
    _tell_shop(event, question, reason=reason)
    notify(
        event=event,
        recipients=[question.asked_by],
        kind=event.name,
        params={"name": question.product.name, "reason": reason},
        url=reverse("product_questions", args=[question.product.public_id]),
    )


@outbox.subscribe(
    "question.answered",
    "question.removed",
    "question.answer_removed",
    handler="questions.count_replies",
)
def count_anew(event: OutboxEvent) -> None:
    """Count how fast the shop answers as soon as it did, or something was taken down."""
    count_replies(_question(event).product.vendor_id)
