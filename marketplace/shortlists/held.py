"""What comparisons, lists and searches hold of a person (core.privacy)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import TRADE, Person
from marketplace.core.subjects import about_any
from marketplace.documents.models import IssuedDocument
from marketplace.shortlists.models import (
    ComparedOffer,
    SavedLine,
    SavedList,
    SavedSearch,
    StoredComparison,
)


def _stored(who: Person) -> QuerySet[StoredComparison]:
    return StoredComparison.objects.filter(made_by=who.account_id, made_by__isnull=False)


privacy.holds(
    ComparedOffer,
    _("Offers you compare"),
    lambda who: ComparedOffer.objects.filter(owner=who.account_id, owner__isnull=False),
    shown={"sku__product__name": _("Name")},
    deleted=True,
)
privacy.names(ComparedOffer, "owner")
privacy.holds(
    SavedLine,
    _("Goods in your lists"),
    lambda who: SavedLine.objects.filter(list__owner=who.account_id, list__owner__isnull=False),
    shown={
        "list__name": _("List"),
        "sku__product__name": _("Name"),
        "units": _("Quantity"),
        "note": _("Note"),
    },
    deleted=True,
)
privacy.holds(
    SavedList,
    _("Your lists of goods"),
    lambda who: SavedList.objects.filter(owner=who.account_id, owner__isnull=False),
    shown={"name": _("Name"), "is_shared": _("Shared"), "changed_at": _("When")},
    deleted=True,
)
privacy.names(SavedList, "owner")
privacy.holds(
    SavedSearch,
    _("Searches you keep"),
    lambda who: SavedSearch.objects.filter(owner=who.account_id, owner__isnull=False),
    shown={"name": _("Name"), "query": _("Words"), "alerts": _("Told of new goods")},
    deleted=True,
)
privacy.names(SavedSearch, "owner")
privacy.silent(SavedSearch, "an etalase, by the name in its address", "theme")
privacy.holds(
    StoredComparison,
    _("Comparisons you stored"),
    _stored,
    shown={"number": _("Number"), "title": _("Title"), "made_at": _("When")},
    kept={"title": TRADE},
)
privacy.names(StoredComparison, "made_by")
privacy.silent(StoredComparison, "offers, as goods and shops were called", "offers")
privacy.holds(
    IssuedDocument,
    _("Papers of those comparisons"),
    lambda who: about_any(IssuedDocument.objects.all(), _stored(who)),
    shown={"kind": _("Kind"), "number": _("Number"), "issued_at": _("When")},
    kept={"data": TRADE, "file": TRADE},
)
