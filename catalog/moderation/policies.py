"""Who reports a listing, and who answers."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import Product, ProductStatus
from catalog.moderation.models import ListingReport, ReportStatus, WatchedWord
from catalog.policies import can_review, can_see_queue, managed_etalases
from marketplace.accounts.models import Role
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.policies import vendors_of


def can_report(product: Product) -> Verdict:
    """Everybody reports what everybody sees, with an account or without."""
    if product.status == ProductStatus.PUBLISHED:
        return ALLOW
    return deny(_("This listing is not live any more, so there is nothing to report."))


def can_answer(user: Any, product: Product) -> Verdict:
    """A catalogue manager of the market who does not act for the shop."""
    return can_review(user, product)


def can_see_reports(user: Any) -> Verdict:
    """Catalogue managers read what is reported in their markets."""
    return can_see_queue(user)


def open_reports(user: Any) -> QuerySet[ListingReport]:
    """Return the reports that the person may answer."""
    waiting = ListingReport.objects.filter(status=ReportStatus.OPEN)
    own = waiting.filter(product__etalase__in=managed_etalases(user))
    return own.exclude(product__vendor__in=vendors_of(user))


def watched_words(user: Any) -> QuerySet[WatchedWord]:
    """Return the words of the markets whose catalogue the person manages."""
    return WatchedWord.objects.filter(tenant__in=user.tenants_as(Role.CATALOGUE_MANAGER))
