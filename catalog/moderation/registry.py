"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import Product
from catalog.moderation import guards, handlers, held, policies, queries
from catalog.moderation.models import REPORT_TRANSITIONS
from marketplace.accounts.models import User
from marketplace.core import transitions
from marketplace.notices import kinds
from marketplace.web import panels

__all__ = ["guards", "handlers", "held"]

transitions.register("listing_report", REPORT_TRANSITIONS)

kinds.register(
    "listing.reported",
    title=gettext_lazy("%(name)s was reported"),
    body=gettext_lazy("Somebody finds something wrong with goods of %(shop)s. Read it and answer."),
)
kinds.register(
    "listing.reports_upheld",
    title=gettext_lazy("Your report of %(name)s was upheld"),
    body=gettext_lazy("The listing is not on sale any more. Reason: %(reason)s"),
)
kinds.register(
    "listing.reports_dismissed",
    title=gettext_lazy("Your report of %(name)s was dismissed"),
    body=gettext_lazy("Reason: %(reason)s"),
)


@panels.provide("places")
def report_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead catalogue managers to what was reported."""
    user = request.user
    if not isinstance(user, User) or not policies.can_see_reports(user):
        return []
    return [
        panels.Place("listing_reports", _("Reported goods"), "flag", order=21),
        panels.Place("live_goods", _("Goods on sale"), "circle-slash", order=21),
    ]


@panels.provide("tasks")
def report_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name the listings whose reports wait for an answer."""
    user = request.user
    if not isinstance(user, User) or not policies.can_see_reports(user):
        return []
    waiting = queries.reported(user)
    first = waiting.first()
    if first is None:
        return []
    number = waiting.count()
    title = ngettext("%(number)s reported listing", "%(number)s reported listings", number)
    return [
        panels.Task(
            title=title % {"number": number},
            detail=_("Longest waiting: %(name)s") % {"name": first.name},
            url=reverse("listing_reports"),
            action=_("Answer"),
            icon="flag",
            since=first.since,  # type: ignore[attr-defined]
        )
    ]


@panels.provide("review.panels")
def warned_of(_request: HttpRequest, product: Product) -> list[panels.Panel]:
    """Show, before a listing is published, the watched words that it holds."""
    words = queries.warnings(product)
    return [panels.Panel("moderation/_warnings.html", {"words": words})] if words else []
