"""The list of the demo: its sheet is read whole, and some of it waits for an answer."""

from datetime import timedelta

from marketplace.accounts.models import Region
from marketplace.core import clock
from marketplace.demo.load import world
from marketplace.demo.load.targets import INVITED_NUMBER, KNOWN, UNSEEN, load_targets
from tests import factories
from vendors.pipeline.models import ImportRow, ShopInvitation


def test_the_list_of_the_demo_is_taken_in_whole(db):
    now = clock.now()
    world.build(now, [])
    found = Region.objects.get(code="35.76.02")
    factories.make_vendor(nib=_nib("dapur-bu-sri"), region=found)
    made = load_targets(now)
    assert not ImportRow.objects.filter(verdict="error").exists()
    assert made.targets.count() == KNOWN + len(UNSEEN)
    assert ShopInvitation.objects.count() == INVITED_NUMBER
    assert all(row.expires_at > now + timedelta(days=5) for row in ShopInvitation.objects.all())
    assert made.made_at < now - timedelta(days=30)


def _nib(code: str) -> str:
    from marketplace.demo.vendors import vendors_by_code  # noqa: PLC0415

    return vendors_by_code()[code].nib
