"""What deliveries hold of a person, and that unpaid claims stand against erasing (core.privacy)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, TRADE, Person
from marketplace.fulfilment.models import (
    CheckPoint,
    Claim,
    ClaimStatus,
    Complaint,
    ComplaintPhoto,
    ComplaintStep,
    Courier,
    CourierEvent,
    Handover,
    Rating,
    RatingHidden,
    RatingReply,
    Receipt,
    ReceiptCheck,
    ReceiptLine,
    Shipment,
    ShipmentPhoto,
)
from vendors.held import others_own, shops


@privacy.stands_against
def unpaid(who: Person) -> list[privacy.Words]:
    """Money that is still owed to a shop needs somebody to whom it is paid."""
    alone = shops(who).exclude(pk__in=others_own(who).values("pk"))
    claims = Claim.objects.filter(order__vendor__in=alone.values("pk"))
    waiting = claims.exclude(status=ClaimStatus.SETTLED).order_by("pk")[:20]
    return [
        _("Claim %(number)s has not been paid out. Wait until the money has arrived.")
        % {"number": claim.number}
        for claim in waiting
    ]


privacy.holds(
    Shipment,
    _("Goods you sent"),
    lambda who: Shipment.objects.filter(shipped_by=who.account_id, shipped_by__isnull=False),
    shown={"courier": _("Courier"), "tracking": _("Tracking number")},
    kept={"courier": TRADE, "tracking": TRADE},
)
privacy.names(Shipment, "shipped_by")
privacy.silent(Shipment, "the number of a courier", "waybill")
privacy.silent(Handover, "our own number", "number")
privacy.names(Handover, "buyer_signed_by", "vendor_signed_by")
privacy.holds(
    Receipt,
    _("Goods you received"),
    lambda who: Receipt.objects.filter(received_by=who.account_id, received_by__isnull=False),
    shown={"note": _("Note")},
    kept={"note": TRADE, "photo": TRADE},
)
privacy.names(Receipt, "received_by")
privacy.silent(Claim, "our own number", "number")
privacy.holds(
    Rating,
    _("Ratings you gave"),
    lambda who: Rating.objects.filter(person=who.account_id, person__isnull=False),
    shown={"stars": _("Stars"), "words": _("Words"), "at": _("When")},
    erased={"words": GONE},
    only=lambda who: Rating.objects.filter(person=who.account_id, person__isnull=False).exclude(
        words=""
    ),
)
privacy.holds(
    RatingReply,
    _("What you replied to ratings"),
    lambda who: RatingReply.objects.filter(person=who.account_id, person__isnull=False),
    shown={"words": _("Words"), "at": _("When")},
    erased={"words": GONE},
)
privacy.names(Rating, "person")
privacy.names(RatingReply, "person")
privacy.names(RatingHidden, "person")
privacy.silent(RatingHidden, "why an office took words out of sight", "reason")
privacy.holds(
    Complaint,
    _("Complaints you made"),
    lambda who: Complaint.objects.filter(opened_by=who.account_id, opened_by__isnull=False),
    shown={"words": _("Words"), "opened_at": _("When")},
    kept={"words": TRADE},
)
privacy.names(Complaint, "opened_by")
privacy.holds(
    ComplaintPhoto,
    _("Photos of goods you complained about"),
    lambda who: ComplaintPhoto.objects.filter(
        complaint__opened_by=who.account_id, complaint__opened_by__isnull=False
    ),
    kept={"file": TRADE},
)
privacy.holds(
    ComplaintStep,
    _("What you said to complaints"),
    lambda who: ComplaintStep.objects.filter(person=who.account_id, person__isnull=False),
    shown={"words": _("Words"), "at": _("When")},
    kept={"words": TRADE},
)
privacy.names(ComplaintStep, "person")
privacy.holds(
    ShipmentPhoto,
    _("Photos of goods you sent"),
    lambda who: ShipmentPhoto.objects.filter(uploaded_by=who.account_id, uploaded_by__isnull=False),
    shown={
        "uploaded_at": _("When"),
        "camera_at": _("Time by the camera"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
    },
    erased={"latitude": None, "longitude": None},
    kept={"file": TRADE},
)
privacy.names(ShipmentPhoto, "uploaded_by")
privacy.silent(ShipmentPhoto, "what a photo shows", "stage")
privacy.silent(CheckPoint, "what offices look at")
privacy.names(CheckPoint, "entered_by")
privacy.silent(ReceiptCheck, "what goods were like")
privacy.holds(
    ReceiptLine,
    _("What you saw of goods you received"),
    lambda who: ReceiptLine.objects.filter(
        receipt__received_by=who.account_id, receipt__received_by__isnull=False
    ).exclude(note=""),
    shown={"note": _("Note")},
    kept={"note": TRADE},
)
privacy.silent(Courier, "companies that carry goods")
privacy.names(Courier, "entered_by")
privacy.silent(CourierEvent, "whom a courier met, as it says: a name that proves nobody")
