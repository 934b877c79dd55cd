"""What competitions hold of a person (core.privacy): records of a procurement."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.competition.models import (
    Competition,
    Inquiry,
    Key,
    OpenedOffer,
    SealedOffer,
)
from marketplace.core import privacy
from marketplace.core.privacy import TRADE, Person
from marketplace.core.subjects import about_any
from marketplace.documents.models import IssuedDocument


def _competitions(who: Person) -> QuerySet[Competition]:
    ran = Q(drafted_by=who.account_id) | Q(confirmed_by=who.account_id)
    return Competition.objects.filter(ran | Q(closed_by=who.account_id), drafted_by__isnull=False)


privacy.holds(
    Competition,
    _("Mini-competitions you ran"),
    _competitions,
    shown={
        "number": _("Number"),
        "title": _("Title"),
        "specification": _("Specification"),
        "delivery_address": _("Delivery address"),
        "closing_words": _("Reason"),
    },
    kept=dict.fromkeys(("title", "specification", "delivery_address", "closing_words"), TRADE),
)
privacy.names(Competition, "drafted_by", "confirmed_by", "closed_by")
privacy.silent(
    Competition, "a unit, a state, and an estimate sealed", "unit", "status", "sealed_estimate"
)
privacy.names(Key, "holder", "released_by")
privacy.silent(
    Key,
    "halves of keys, which say nothing of anybody",
    *("office", "public_key", "salt", "wrapped_key", "released_key"),
)
privacy.holds(
    Inquiry,
    _("What you asked and answered in mini-competitions"),
    lambda who: Inquiry.objects.filter(
        Q(asked_by=who.account_id) | Q(answered_by=who.account_id), asked_by__isnull=False
    ),
    shown={"words": _("Question"), "answer": _("Answer"), "asked_at": _("When")},
    kept={"words": TRADE, "answer": TRADE},
)
privacy.names(Inquiry, "asked_by", "answered_by")
privacy.names(SealedOffer, "sent_by")
privacy.silent(SealedOffer, "an offer that nobody reads, and its hash", "sealed", "digest")
privacy.holds(
    OpenedOffer,
    _("What you offered in mini-competitions"),
    lambda who: OpenedOffer.objects.filter(offer__sent_by=who.account_id, sku__isnull=False),
    shown={"competition__number": _("Number"), "words": _("Words")},
    kept={"words": TRADE},
)
privacy.silent(OpenedOffer, "goods, as they were called, and why it failed", "name", "fault")
privacy.holds(
    IssuedDocument,
    _("Papers of those mini-competitions"),
    lambda who: about_any(IssuedDocument.objects.all(), _competitions(who)),
    shown={"kind": _("Kind"), "number": _("Number"), "issued_at": _("When")},
    kept={"data": TRADE, "file": TRADE},
)
