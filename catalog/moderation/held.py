"""What reports hold of a person (core.privacy): what they wrote, and by number who they are."""

from django.utils.translation import gettext_lazy as _

from catalog.moderation.models import ListingReport, ReportKind, WatchedWord
from marketplace.core import privacy
from marketplace.core.privacy import GONE

privacy.holds(
    ListingReport,
    _("Goods that you reported"),
    lambda who: ListingReport.objects.filter(reporter=who.account_id, reporter__isnull=False),
    shown={"kind": _("About"), "words": _("Words"), "reported_at": _("When")},
    said={"kind": privacy.of_choices("kind", ReportKind)},
    erased={"words": GONE},
)
privacy.names(ListingReport, "reporter", "decided_by")
privacy.silent(ListingReport, "the answer of an office about goods", "answer")
privacy.silent(WatchedWord, "words about goods")
privacy.names(WatchedWord, "added_by")
