"""What negotiations hold of a person (core.privacy): records of a procurement."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import TRADE, Person
from marketplace.core.subjects import about_any
from marketplace.documents.models import IssuedDocument
from marketplace.negotiation.models import NegotiatedLine, Negotiation, Round


def _negotiations(who: Person) -> QuerySet[Negotiation]:
    rows = Negotiation.objects.filter(rounds__acted_by=who.account_id)
    return rows.filter(opened_by__isnull=False).distinct()


privacy.holds(
    Negotiation,
    _("Negotiations you spoke in"),
    _negotiations,
    shown={"number": _("Number"), "delivery_address": _("Delivery address")},
    kept={"delivery_address": TRADE},
)
privacy.names(Negotiation, "opened_by")
privacy.silent(Negotiation, "a state, whose turn it is, and a number", "status", "turn", "origin")
privacy.holds(
    Round,
    _("What you said in negotiations"),
    lambda who: Round.objects.filter(acted_by=who.account_id, acted_by__isnull=False),
    shown={"negotiation__number": _("Number"), "words": _("Words"), "acted_at": _("When")},
    kept={"words": TRADE},
)
privacy.names(Round, "acted_by")
privacy.silent(Round, "which side, and which step", "side", "step")
privacy.silent(NegotiatedLine, "goods, as they were called", "name", "unit")
privacy.holds(
    IssuedDocument,
    _("Papers of those negotiations"),
    lambda who: about_any(IssuedDocument.objects.all(), _negotiations(who)),
    shown={"kind": _("Kind"), "number": _("Number"), "issued_at": _("When")},
    kept={"data": TRADE, "file": TRADE},
)
