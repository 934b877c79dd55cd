"""Photos of goods as they were sent and as they arrived, with what they say of time and place."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, uploads
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.policy import require
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.models import PROOFS_MAX, ProofStage, Shipment, ShipmentPhoto
from marketplace.fulfilment.services.progress import PartTaken
from marketplace.orders.models import OrderStatus, PurchaseOrder

PROOF_PHOTO: Final = "proof_photo"


@dataclass(frozen=True)
class Shown:
    """A photo that is on the disk and waits for its row, with what it says of itself."""

    file: files.Written
    claimed: uploads.Claimed
    keep_place: bool


@contextmanager
def written(photos: "Sequence[UploadedFile[Any]]", *, keep_place: bool) -> Iterator[list[Shown]]:
    """Write photos before rows are locked; where the use-case then fails, none is left.

    Raises: InvalidUpload, RuleViolation for more than a shipment has of a moment.
    """
    if len(photos) > PROOFS_MAX:
        raise _too_many(len(photos), 0)
    with ExitStack() as kept:
        shown = []
        for photo in photos:
            claimed = uploads.claims_of(photo)
            file = kept.enter_context(files.written_upload(photo, kind=PROOF_PHOTO))
            if file is not None:
                shown.append(Shown(file, claimed, keep_place))
        yield shown


def keep(shipment: Shipment, stage: ProofStage, shown: Sequence[Shown], *, by: User) -> None:
    """Record photos of a shipment whose order is locked. Raises: RuleViolation for too many."""
    before = shipment.photos.filter(stage=stage).count()
    if before + len(shown) > PROOFS_MAX:
        raise _too_many(len(shown), before)
    ShipmentPhoto.objects.bulk_create(
        _row(shipment, stage, number, one, by) for number, one in enumerate(shown, before + 1)
    )


def _row(
    shipment: Shipment, stage: ProofStage, number: int, shown: Shown, by: User
) -> ShipmentPhoto:
    claimed = shown.claimed
    agreed = shown.keep_place
    return ShipmentPhoto(
        shipment=shipment,
        stage=stage,
        number=number,
        file=files.keep(shown.file, owner=by),
        uploaded_by=by,
        uploaded_at=clock.now(),
        camera_at=_in_zone(claimed.at, shipment.order.agency.time_zone),
        place_agreed=agreed,
        latitude=claimed.latitude if agreed else None,
        longitude=claimed.longitude if agreed else None,
    )


def _in_zone(at: datetime | None, zone: str) -> datetime | None:
    """Return a camera's time; one that names no zone is read in the agency's."""
    if at is None or at.tzinfo is not None:
        return at
    return at.replace(tzinfo=ZoneInfo(zone))


def _too_many(number: int, before: int) -> RuleViolation:
    return RuleViolation(
        _(
            "%(number)s photos came and %(before)s are there; a shipment has %(most)s of each "
            "moment at most. Leave some out."
        )
        % {"number": number, "before": before, "most": PROOFS_MAX}
    )


def prove_arrival(
    *,
    order_id: int,
    actor: User,
    photos: "Sequence[UploadedFile[Any]]",
    keep_place: bool = False,
    part: int | None = None,
) -> PurchaseOrder:
    """Add photos of the last shipment as it arrived, until its goods are counted.

    ``part``: which photo of an arrival the first one would be, from 1. Raises: NotAllowed,
    InvalidTransition when nothing is on its way, PartTaken, InvalidUpload, RuleViolation without a
    photo or for more than a shipment has.
    """
    require(policies.can_ship(actor, PurchaseOrder.objects.get(pk=order_id)))
    if not photos:
        raise RuleViolation(_("Choose at least one photo."), field="photo_1")
    with written(photos, keep_place=keep_place) as shown:
        return _prove(order_id=order_id, actor=actor, shown=shown, part=part)


@guards.use_case
def _prove(
    *, order_id: int, actor: User, shown: Sequence[Shown], part: int | None
) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_ship(actor, order))
    shipment = queries.last_shipment(order)
    arriving = order.status in queries.ARRIVING and queries.has_uncounted(order)
    if shipment is None or not arriving:
        raise InvalidTransition(
            _("Order %(number)s is “%(status)s”: no goods are on their way now.")
            % {"number": order.number, "status": OrderStatus(order.status).label},
            status=order.status,
        )
    if part is not None and part != queries.next_proof(order):
        raise PartTaken(_("Photos were added meanwhile. Look at them before you add more."))
    keep(shipment, ProofStage.ARRIVED, shown, by=actor)
    audit.record("order.arrival_shown", actor=actor, subject=order, photos=len(shown))
    return order
