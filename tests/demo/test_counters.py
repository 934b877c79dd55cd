"""Who came to the counters of the demo: a report that is not empty, and no stranger."""

from datetime import timedelta

from marketplace.accounts.models import RegionLevel
from marketplace.core import clock
from marketplace.core.calendar import local_day
from marketplace.demo.load.counters import DESKS, VISITS, open_counters
from marketplace.demo.load.state import strangers
from marketplace.demo.vendors import SERVED_NUMBERS
from tests import factories
from tests.vendors.counter import staging
from vendors.counter import reports
from vendors.counter.models import CounterSession, Desk


def test_each_market_has_counters_and_a_report_of_the_last_days(world):
    tenant = world.agency.tenant
    regency = factories.make_region("Kabupaten Sikka", parent=tenant.region)
    factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency, code="99.07.08")
    staging.make_officer(tenant)
    before = set(strangers())
    now = (clock.now() - timedelta(days=1)).replace(hour=5)  # early in the afternoon there
    open_counters(now)
    assert Desk.objects.filter(tenant=tenant).count() == len(DESKS)
    assert CounterSession.objects.count() == len(VISITS)
    assert not CounterSession.objects.filter(ended_at=None).exists()
    day = local_day(now - timedelta(days=1), tenant.time_zone)
    total = reports.report(tenant, day, reports.desks_of(tenant)).total
    assert (total.submitted, total.by_paper, total.closed) == (1, 1, 2)
    assert set(strangers()) == before
    assert len(set(SERVED_NUMBERS)) > len(VISITS) * 5
