"""Who asks about goods, who answers, and who takes down what should not stand there."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from catalog.policies import can_review, can_see_queue, managed_etalases
from catalog.questions.models import ProductQuestion, QuestionStatus
from marketplace.accounts.models import Agency
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for


def offices_of(user: Any) -> QuerySet[Agency]:
    """Return the offices in whose name a person asks: those where they have a duty."""
    return Agency.objects.filter(pk__in=user.agencies_as()).order_by("name")


def can_ask(user: Any, product: Product) -> Verdict:
    """Whoever has a duty in an office asks about live goods, of no shop they act for."""
    if not user.agencies_as():
        return deny(_("Only people of an office ask here: what is asked is asked in its name."))
    if acts_for(user, product.vendor):
        return deny(_("This is your own shop. You answer what others ask."))
    if product.status != ProductStatus.PUBLISHED:
        return deny(_("This listing is not live any more, so there is nothing to ask."))
    return ALLOW


def can_answer(user: Any, vendor: Vendor) -> Verdict:
    """The owner and the staff of the shop answer."""
    return acts_for(user, vendor, to=VendorAct.CONVERSE)


def can_take_down(user: Any, product: Product) -> Verdict:
    """A catalogue manager of the market who does not act for the shop."""
    return can_review(user, product)


def can_moderate(user: Any) -> Verdict:
    """Catalogue managers read what is asked and answered in their markets."""
    return can_see_queue(user)


def of_markets(user: Any) -> QuerySet[ProductQuestion]:
    """Return the questions about goods of the markets that the person manages."""
    return ProductQuestion.objects.filter(product__etalase__in=managed_etalases(user))


def of_shop(vendor: Vendor) -> QuerySet[ProductQuestion]:
    """Return what the shop's people read: all that was asked and stands."""
    standing = ProductQuestion.objects.exclude(status=QuestionStatus.REMOVED)
    return standing.filter(product__vendor=vendor)


def waiting_of(user: Any, product: Product) -> QuerySet[ProductQuestion]:
    """Return the questions without an answer that the person asked about goods."""
    return product.questions.filter(status=QuestionStatus.WAITING, asked_by=user.pk)
