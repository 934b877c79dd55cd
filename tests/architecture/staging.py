"""The stage of all walks: the cast with one of each thing that an address names."""

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalog.synonym_models import SearchSynonym
from marketplace.core import outbox
from marketplace.documents import services as documents
from marketplace.notices.models import Channel, Notice
from tests import factories, licences, stories
from tests.budget.staging import make_budget
from tests.catalog.asking import asked
from tests.catalog.importing.goods import staged_sheet
from tests.catalog.proposals import proposed
from tests.competition.staging import make_competitions
from tests.cooperatives import staged_cooperative, staged_payment, staged_split
from tests.fulfilment.rating import staged_rating
from tests.negotiation.staging import make_negotiations
from tests.orders.approvals import staged_rule
from tests.others import make_others
from tests.payments.money_steps import pay
from tests.shortlists.staging import make_shortlists
from tests.sourcing.staging import hand_over
from tests.trust.files import sheets
from tests.vendors.counter.staging import make_counter
from tests.vendors.pipeline.targets import staged_targets
from tests.vendors.support.staging import make_help
from vendors import services as vendors
from vendors.sanctions import services as sanctions


def build_stage(world: Any) -> SimpleNamespace:
    """The cast with an issued order, its paper, a private file, a notice and so on, committed."""
    factories.hire(world)
    cooperative = staged_cooperative(world)
    order = stories.issued(world)
    claim = stories.claimed(world)
    instruction = pay(world, stories.claimed(world)).instruction
    file = factories.keep_upload(
        SimpleUploadedFile("nib.pdf", sheets.pdf()),
        kind="vendor_document",
        owner=world.citra,
    )
    world.vendor.documents.create(kind="nib", file=file, uploaded_at=order.created_at)
    with transaction.atomic():
        event = outbox.emit("test.staged", subject=order)
    notice = Notice.objects.create(
        recipient=world.ani,
        event=event,
        channel=Channel.INBOX,
        kind="x",
        created_at=event.occurred_at,
    )
    change = vendors.ask_change(
        vendor_id=world.vendor.pk, kind="phone", asked="0800 0000 0077", actor=world.citra
    )
    licence = licences.make_licence(world.vendor)
    sanction = sanctions.give_warning(
        vendor_id=world.vendor.pk,
        case=sanctions.Case("not_delivered", "Dua pesanan terlambat."),
        actor=world.joko,
    )
    paper = documents.of(order).get()
    targets, sheet = staged_targets(world)
    split = staged_split(world)
    others = make_others(world.agency.tenant, world.agency)
    return SimpleNamespace(
        **vars(world),
        **others,
        **make_counter(world.agency.tenant, others["lokita"]),
        **make_help(world),
        **cooperative,
        **make_shortlists(world),
        **make_budget(world),
        split=split,
        seat=world.eka.memberships.get(),
        member_payment=staged_payment(split),
        order=order,
        claim=claim,
        instruction=instruction,
        file=file,
        notice=notice,
        paper=paper,
        change=change,
        licence=licence,
        sanction=sanction,
        question=asked(world),
        freight=stories.asked(world),
        **make_negotiations(world),
        **make_competitions(world),
        rating=staged_rating(world),
        approval_rule=staged_rule(world, others["sekar"]),
        shared=hand_over(world),
        synonym=SearchSynonym.objects.order_by("pk")[0],
        showcase=proposed(world.kartika, world.agency.tenant),
        province=world.agency.tenant.region,
        targets=targets,
        sheet=sheet,
        goods_sheet=staged_sheet(world),
        target=targets.targets.get(),
    )
