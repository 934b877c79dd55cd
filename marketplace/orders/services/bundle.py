"""Handing out the evidence of an order as one file, under a number that anybody can check."""

from collections.abc import Sequence

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, locks
from marketplace.core.calendar import local_day
from marketplace.core.models import FileAccess
from marketplace.core.number_series import next_number
from marketplace.core.policy import require
from marketplace.core.snapshot import one_moment
from marketplace.documents import services as documents
from marketplace.orders import policies
from marketplace.orders.bundle import contents, cover, packing
from marketplace.orders.bundle.contents import Entry
from marketplace.orders.bundle.packing import Packed
from marketplace.orders.models import EvidenceBundle, PurchaseOrder
from marketplace.orders.rules import document_number

TAKEN = "bundle.taken"


def take_bundle(*, order_id: int, actor: User, story: cover.Story) -> Packed:
    """Pack the evidence of an order; the caller sends and closes the file.

    As long as nothing is added to the evidence, it is the same bundle with the same bytes: its
    number, cover and moment are those of the first time. Papers and files are read one by one, and
    no row is locked meanwhile. Raises: NotAllowed, AlteredPaper, Busy, DamagedFile, StoreAway.
    """
    order = PurchaseOrder.objects.select_related("agency", "vendor").get(pk=order_id)
    require(policies.can_take_bundle(actor, order))
    contents.typeset(order)
    with one_moment():
        entries = contents.gather(order)
    bundle = _numbered(order_id=order_id, entries=entries, story=story, actor=actor)
    paper = documents.of(bundle).get()
    packed = packing.pack(bundle, paper, documents.pdf(paper), entries)
    try:
        _record(bundle=bundle, packed=packed, entries=entries, actor=actor)
    except BaseException:
        packed.file.close()
        raise
    return packed


@guards.use_case
def _numbered(
    *, order_id: int, entries: Sequence[Entry], story: cover.Story, actor: User
) -> EvidenceBundle:
    """Return the bundle of this evidence; one that is new gets its number and its cover."""
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_take_bundle(actor, order))
    content = contents.content_hash(entries)
    known = order.bundles.filter(content_sha256=content).first()
    if known is not None:
        return known
    now = clock.now()
    year = local_day(now, order.agency.time_zone).year
    bundle = EvidenceBundle.objects.create(
        order=order,
        number=document_number("BB", year, next_number(f"BB-{year}")),
        content_sha256=content,
        made_by=actor,
        made_at=now,
    )
    cover.issue(bundle, entries, story)
    return bundle


@guards.use_case
def _record(
    *, bundle: EvidenceBundle, packed: Packed, entries: Sequence[Entry], actor: User
) -> None:
    """Write who took it with its hash, and that each private file in it was read by them."""
    audit.record(
        TAKEN,
        actor=actor,
        subject=bundle,
        number=bundle.number,
        order=bundle.order.number,
        sha256=packed.sha256,
        size=packed.size,
    )
    read = [one.file for one in entries if one.file is not None]
    FileAccess.objects.bulk_create(
        FileAccess(file=file, reader_id=actor.pk, read_at=clock.now()) for file in read
    )
