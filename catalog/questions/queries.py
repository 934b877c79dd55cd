"""Reads of questions: what everybody reads, what waits for a shop, how fast it answered."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final

from django.db.models import Count, Prefetch, Q, QuerySet

from catalog.models import Product
from catalog.questions import policies, rules
from catalog.questions.models import (
    ProductQuestion,
    QuestionAnswer,
    QuestionStatus,
    ReplyStanding,
)
from marketplace.accounts.models import Agency, User
from marketplace.core import clock
from marketplace.core.joined import Joined, Part, read_rows
from vendors.models import Vendor
from vendors.policies import VendorAct, vendors_of
from vendors.queries import longest_waiting


def answered(product: Product) -> QuerySet[QuestionAnswer]:
    """Return what everybody reads of a listing: answers with their questions, newest first."""
    standing = QuestionAnswer.objects.filter(
        removed_at=None, question__product=product, question__status=QuestionStatus.ANSWERED
    )
    return standing.select_related("question__agency").order_by("-question__asked_at", "-pk")


SHOWN: Final = 3  # answers on the page of the goods; the rest has a page of its own
_OF_PAGE: Final = Joined(
    Part("q", ProductQuestion), Part("g", Agency, ("q", "agency")), Part("a", QuestionAnswer)
)


@cache
def _of_page() -> str:
    return f"""
SELECT {_OF_PAGE.columns} FROM (
    (SELECT q.id FROM questions_productquestion q
        WHERE q.product_id = %(product)s AND q.status = 'answered'
        ORDER BY q.asked_at DESC, q.id DESC LIMIT %(shown)s)
    UNION ALL
    (SELECT q.id FROM questions_productquestion q
        WHERE q.product_id = %(product)s AND q.status = 'waiting' AND q.asked_by_id = %(asker)s)
) k
JOIN questions_productquestion q ON q.id = k.id
JOIN accounts_agency g ON g.id = q.agency_id
LEFT JOIN questions_questionanswer a ON a.question_id = q.id AND a.removed_at IS NULL
ORDER BY q.asked_at DESC, q.id DESC
"""  # noqa: S608 - of constants and names of columns


def shown_beside(product: Product, user: Any) -> tuple[list[QuestionAnswer], list[ProductQuestion]]:
    """Return the newest answers about goods, and what the person asked that still waits.

    In one query: the page of goods is opened all day.
    """
    params = {"product": product.pk, "shown": SHOWN, "asker": user.pk}
    answers, waiting_ones = list[QuestionAnswer](), list[ProductQuestion]()
    for row in read_rows(_of_page(), params):
        found = _OF_PAGE.made_of(row)
        if found["q"].status == QuestionStatus.WAITING:
            waiting_ones.append(found["q"])
        elif found["a"] is not None:
            found["a"].question = found["q"]
            answers.append(found["a"])
    return answers, waiting_ones


def own_waiting(user: Any, product: Product) -> QuerySet[ProductQuestion]:
    """Return what the person asked and the shop did not answer yet, newest first."""
    found = policies.waiting_of(user, product).select_related("agency")
    return found.order_by("-asked_at", "-pk")


def waiting(vendor: Vendor) -> QuerySet[ProductQuestion]:
    """Return what waits for the shop's answer, longest waiting first."""
    found = policies.of_shop(vendor).filter(status=QuestionStatus.WAITING)
    return found.select_related("agency", "product")


def waiting_by_shop(user: User) -> list[tuple[Vendor, int, ProductQuestion]]:
    """Return the shops of a person for which questions wait: how many, and the longest waiting."""
    shops = vendors_of(user, to=VendorAct.CONVERSE)
    rows = ProductQuestion.objects.filter(status=QuestionStatus.WAITING, product__vendor__in=shops)
    found = longest_waiting(rows.select_related("product__vendor"), by="product__vendor")
    return [(row.product.vendor, number, row) for row, number in found]


def answered_by_shop(vendor: Vendor) -> QuerySet[ProductQuestion]:
    """Return what the shop answered, newest first."""
    found = policies.of_shop(vendor).filter(status=QuestionStatus.ANSWERED)
    return _with_answers(found.select_related("agency", "product").order_by("-asked_at", "-pk"))


def moderated(user: Any) -> QuerySet[ProductQuestion]:
    """Return what stands in the markets that a catalogue manager looks after, newest first."""
    found = policies.of_markets(user).exclude(status=QuestionStatus.REMOVED)
    found = found.select_related("agency", "product__vendor", "product__etalase")
    return _with_answers(found.order_by("-asked_at", "-pk"))


def _with_answers(rows: QuerySet[ProductQuestion]) -> QuerySet[ProductQuestion]:
    standing = QuestionAnswer.objects.filter(removed_at=None)
    return rows.prefetch_related(Prefetch("answers", standing, to_attr="standing"))


@dataclass(frozen=True, slots=True)
class Replies:
    """What was asked of a shop in the counted days, and how long the answers took."""

    asked: int
    waits: tuple[timedelta, ...]


def replies(vendor_id: int) -> Replies:
    """Return what was asked of a shop, and how long its standing answers took."""
    since = clock.now() - timedelta(days=rules.COUNTED_DAYS)
    of_shop = Q(product__vendor=vendor_id, asked_at__gte=since)
    standing = ProductQuestion.objects.filter(of_shop).exclude(status=QuestionStatus.REMOVED)
    rows = QuestionAnswer.objects.filter(removed_at=None, question__in=standing)
    moments = rows.values_list("question__asked_at", "answered_at")
    return Replies(standing.count(), tuple(at - asked_at for asked_at, at in moments))


def shops_asked() -> list[int]:
    """Return the shops that were ever asked, for the count of the night."""
    rows = ProductQuestion.objects.values("product__vendor").annotate(number=Count("pk"))
    return [row["product__vendor"] for row in rows.order_by("product__vendor")]


def shown_replies(vendor: Vendor) -> ReplyStanding | None:
    """Return how fast a shop answers, None while too few answers prove anything."""
    enough = ReplyStanding.objects.filter(vendor=vendor, answered__gte=rules.ENOUGH_ANSWERS)
    return enough.first()
