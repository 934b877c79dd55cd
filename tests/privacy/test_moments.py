"""What is done in the very moment of an erasure is either seen by it, or refused after it."""

import threading

import pytest
from django.db import connection, transaction

from marketplace.accounts.models import RegionLevel
from marketplace.core.errors import DomainError
from marketplace.privacy import people, services
from marketplace.privacy.models import RequestKind
from tests import factories
from tests.vendors.conftest import fill_in
from tests.waiting import eventually
from vendors import services as vendors
from vendors.models import Vendor, VendorStatus


@pytest.fixture
def lili(committed_world):
    """Lili with a draft that is filled in."""
    regency = factories.make_region("Kabupaten Sikka", parent=committed_world.agency.tenant.region)
    district = factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)
    user = factories.make_user("Lili")
    fill_in(user, district)
    return user


@pytest.fixture
def request_of_lili(lili):
    one = people.known(account_id=lili.pk)
    return services.ask(RequestKind.ERASE, one, actor=lili)


class Elsewhere:
    """Another process that does something and says how it ended."""

    def __init__(self, job) -> None:
        self.end, self._job = "", job
        self._thread = threading.Thread(target=self._run, daemon=True)

    def until_it_waits(self) -> None:
        """Begin, and come back when it waits for a row."""
        self._thread.start()
        eventually(_somebody_waits)

    def ended(self) -> str:
        """How it ended: ``done`` or the code of a refusal."""
        self._thread.join(60)
        return self.end

    def _run(self) -> None:
        try:
            self._job()
            self.end = "done"
        except DomainError as refused:
            self.end = refused.code
        finally:
            connection.close()


def _somebody_waits() -> bool:
    """Whether another process waits for what this transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def test_an_application_that_is_just_handed_in_stands_against_it(lili, request_of_lili):
    operator, vendor = factories.make_operator("Olga"), Vendor.objects.get(slug="tenun-lili")
    erasure = Elsewhere(lambda: services.carry_out(request_id=request_of_lili.pk, actor=operator))
    with transaction.atomic():
        vendors.submit_application(vendor_id=vendor.pk, actor=lili)
        erasure.until_it_waits()
    assert erasure.ended() == "stands_against_erasure"
    vendor.refresh_from_db()
    assert (vendor.status, vendor.name) == (VendorStatus.SUBMITTED, "Tenun Lili")


@pytest.mark.parametrize(
    "act",
    [
        lambda vendor, lili: vendors.submit_application(vendor_id=vendor.pk, actor=lili),
        lambda vendor, lili: vendors.save_contact(
            vendor_id=vendor.pk, phone="0812 3456 7891", actor=lili
        ),
    ],
    ids=["handed in", "saved"],
)
def test_what_comes_after_the_erasure_is_refused(lili, request_of_lili, act):
    operator, vendor = factories.make_operator("Olga"), Vendor.objects.get(slug="tenun-lili")
    late = Elsewhere(lambda: act(vendor, lili))
    with transaction.atomic():
        services.carry_out(request_id=request_of_lili.pk, actor=operator)
        late.until_it_waits()
    assert late.ended() == "not_allowed"
    vendor.refresh_from_db()
    assert (vendor.status, vendor.phone) == (VendorStatus.DRAFT, "")
