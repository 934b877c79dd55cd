"""The demo's help goes through the use-cases and leaves nothing overdue."""

from marketplace.core import clock, deadlines, outbox
from marketplace.core.models import Delivery, DeliveryState
from marketplace.demo.load.helping import CASES, TICKETS, give_help
from tests.vendors.support.conftest import hand_in, shops
from vendors.queries import owner_of
from vendors.support.models import Case, CaseStatus, Ticket, Training


def test_help_is_given_on_any_day_and_nothing_is_overdue(world):
    codes = sorted({one.shop for one in CASES} | {ticket[0] for ticket in TICKETS})
    made = shops(world, len(codes))
    keys = {code: shop.pk for code, shop in zip(codes, made, strict=True)}
    done = made[codes.index("dapur-bu-sri")]
    hand_in(done, owner_of(done))
    give_help(keys.__getitem__, clock.now())
    assert Case.objects.count() == len(CASES)
    assert set(Case.objects.values_list("status", flat=True)) >= {
        CaseStatus.OPEN,
        CaseStatus.WORKING,
        CaseStatus.WAITING_SHOP,
        CaseStatus.DONE,
    }
    assert set(Ticket.objects.values_list("status", flat=True)) == {"open", "answered", "solved"}
    past, ahead = Training.objects.order_by("starts_at")
    assert past.ends_at < clock.now() < ahead.starts_at
    assert past.seats.filter(attended=True).exists()
    assert ahead.seats.count() == 3
    assert deadlines.fire_due() == 0
    while outbox.relay():
        pass
    assert not Delivery.objects.exclude(state=DeliveryState.DONE).exists()
