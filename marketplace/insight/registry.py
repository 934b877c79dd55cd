"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.insight import queries
from marketplace.web import panels
from vendors.pipeline import policies


@panels.provide("places")
def cockpit_place(_request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead to the open figures."""
    return [panels.Place("cockpit", _("Where the money goes"), "chart-column", order=60)]


@panels.provide("places")
def funnel_place(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever watches over a market's vendors to how far they have come."""
    user = request.user
    if isinstance(user, User) and policies.can_see_funnel(user):
        return [panels.Place("funnel", _("Vendor funnel"), "funnel", order=58)]
    return []


@panels.provide("home.panels")
def open_spend_panel(_request: HttpRequest, _subject: object) -> list[panels.Panel]:
    """Show the year's open figures on the storefront's first page."""
    counted = queries.recent_open_spend(clock.today(HOME_ZONE).year)
    return [
        panels.Panel(
            template="insight/open_spend.html",
            context={"spend": counted.spend, "counted_at": counted.at},
        )
    ]
