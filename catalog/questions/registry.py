"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import Product
from catalog.questions import guards, handlers, held, policies, queries, services
from catalog.questions.models import QUESTION_TRANSITIONS, ProductQuestion
from marketplace.accounts.models import User
from marketplace.core import locks, periodic, transitions
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.web import counts, panels
from vendors.acting import acting_vendor, acts_of, shop_url
from vendors.models import Vendor
from vendors.policies import VendorAct

__all__ = ["guards", "handlers", "held"]

locks.register({ProductQuestion: 41})
transitions.register("product_question", QUESTION_TRANSITIONS)
periodic.register("count_replies", services.count_all)

kinds.register(
    "question.asked",
    title=gettext_lazy("A question about %(name)s"),
    body=gettext_lazy("%(office)s asks before it orders. Others read your answer, too."),
)
kinds.register(
    "question.answered",
    title=gettext_lazy("%(shop)s answered your question"),
    body=gettext_lazy("About %(name)s. Question and answer stand on the page of the goods."),
)
kinds.register(
    "question.removed",
    title=gettext_lazy("Your question about %(name)s was taken down"),
    body=gettext_lazy("Reason: %(reason)s"),
)
kinds.register(
    "question.removed_shop",
    title=gettext_lazy("A question about %(name)s was taken down"),
    body=gettext_lazy("It was asked by %(office)s. Reason: %(reason)s"),
)
kinds.register(
    "question.answer_removed",
    title=gettext_lazy("The answer to your question about %(name)s was taken down"),
    body=gettext_lazy("The shop can answer again. Reason: %(reason)s"),
)
kinds.register(
    "question.answer_removed_shop",
    title=gettext_lazy("Your answer about %(name)s was taken down"),
    body=gettext_lazy("The question of %(office)s waits for another one. Reason: %(reason)s"),
)
kinds.register_optional(Group.TALK, "question.asked", "question.answered")


@panels.provide("places")
def question_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead shops to what they are asked, and catalogue managers to what is asked of others."""
    user = request.user
    places = []
    if VendorAct.CONVERSE in acts_of(request):
        waiting = counts.kept(request, "questions", lambda: _waiting_for_shop(request))
        places.append(
            panels.Place(
                "shop_questions", _("Questions"), "message-circle", order=22, count=waiting
            )
        )
    if isinstance(user, User) and policies.can_moderate(user):
        places.append(
            panels.Place(
                "moderated_questions", _("Questions of buyers"), "message-circle", order=22
            )
        )
    return places


def _waiting_for_shop(request: HttpRequest) -> int:
    vendor = acting_vendor(request, to=VendorAct.CONVERSE)
    return queries.waiting(vendor).count() if vendor else 0


@panels.provide("tasks")
def question_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the shops of the person that questions wait for, with the one waiting longest."""
    user = request.user
    if not isinstance(user, User) or VendorAct.CONVERSE not in acts_of(request):
        return []
    found = queries.waiting_by_shop(user)
    return [_task(user, vendor, number, first) for vendor, number, first in found]


def _task(user: User, vendor: Vendor, number: int, first: ProductQuestion) -> panels.Task:
    title = ngettext("%(number)s question to answer", "%(number)s questions to answer", number)
    return panels.Task(
        title=title % {"number": number},
        detail=_("Longest waiting: %(name)s") % {"name": first.product.name},
        url=shop_url("shop_questions", vendor, reader=user),
        action=_("Answer"),
        icon="message-circle",
        since=first.asked_at,
    )


@panels.provide("product.panels")
def questions_of_goods(request: HttpRequest, product: Product) -> list[panels.Panel]:
    """Show what was answered about goods, and how to ask, on their page."""
    answers, waiting = queries.shown_beside(product, request.user)
    context = {"product": product, "answers": answers, "waiting": waiting}
    return [panels.Panel("questions/_of_product.html", context)]


@panels.provide("shop.figures")
def reply_time(_request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Say how fast a shop answers, once enough answers prove it."""
    shown = queries.shown_replies(vendor)
    return [panels.Panel("questions/_reply_time.html", {"replies": shown})] if shown else []
