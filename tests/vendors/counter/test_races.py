"""Two at the same moment: two confirmations, typing meanwhile, two officers with one draft."""

from functools import partial

import pytest

from marketplace.accounts.models import User
from tests.trust.concurrency import DONE, storm
from tests.vendors.counter import staging
from vendors import queries as shops
from vendors import services as vendors
from vendors.application import Account
from vendors.counter import services
from vendors.counter.models import Confirmation, ConfirmationCode, CounterSession, SessionStatus
from vendors.models import Vendor


@pytest.fixture
def counter(committed_world, settings, tmp_path):
    """Lokita, Lukas, and Mama Yosefa's application with a code on her phone."""
    from marketplace.accounts.models import RegionLevel  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415 - needs ready apps

    settings.SMS_URL = "file:"
    tenant = committed_world.agency.tenant
    regency = factories.make_region("Kabupaten Sikka", parent=tenant.region)
    district = factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)
    lokita, lukas = staging.make_officer(tenant), staging.make_officer(tenant, "Lukas")
    desk = staging.make_desk(tenant)
    session = staging.opened(desk, lokita)
    vendor = staging.typed(session, lokita, district)
    return desk, lokita, lukas, session, vendor


def sent(session, lokita) -> str:
    from tests.sms.process import Phones  # noqa: PLC0415 - beside its only use

    services.send_code(session_id=session.pk, actor=lokita)
    return staging.code_in(Phones())


def test_two_confirmations_make_one_owner(counter):
    _desk, lokita, _lukas, session, vendor = counter
    code = sent(session, lokita)
    services.print_sheet(session_id=session.pk, actor=lokita)
    by_code = partial(services.confirm_by_code, session_id=session.pk, code=code, actor=lokita)

    def by_paper():
        services.confirm_by_paper(session_id=session.pk, upload=staging.signed(), actor=lokita)

    ends = storm(6, [by_code, by_paper] * 3)
    assert ends[DONE] == 1, ends
    assert Confirmation.objects.count() == 1
    assert vendor.memberships.count() == 1
    assert User.objects.with_phone(staging.PHONE).count() == 1


def test_what_the_officer_types_while_the_person_confirms_is_before_it_or_refused(counter):
    _desk, lokita, _lukas, session, vendor = counter
    code = sent(session, lokita)
    changed = partial(
        vendors.save_bank,
        vendor_id=vendor.pk,
        account=Account("002", "5555555555", "LAIN"),
        actor=lokita,
    )
    confirm = partial(services.confirm_by_code, session_id=session.pk, code=code, actor=lokita)
    storm(2, [changed, confirm])
    fresh = CounterSession.objects.select_related("confirmation").get(pk=session.pk)
    account = Vendor.objects.get(pk=vendor.pk).account_number
    if fresh.status == SessionStatus.CONFIRMED:
        assert account == "1234567890"
        assert fresh.confirmation.upto == vendor.field_entries.latest("pk").pk
    else:
        assert account == "5555555555"
        assert shops.owner_of(vendor) is None


def test_two_officers_who_take_up_one_draft(counter):
    desk, lokita, lukas, session, vendor = counter
    services.close_session(session_id=session.pk, actor=lokita)

    def take(officer, queue):
        return services.open_session(
            desk_id=desk.pk, queue_number=queue, actor=officer, resume=vendor.public_id
        )

    ends = storm(2, [partial(take, lokita, "B1"), partial(take, lukas, "B2")])
    assert ends[DONE] == 1, ends
    running = CounterSession.objects.filter(vendor=vendor, status=SessionStatus.OPEN)
    assert running.count() == 1


def test_guesses_at_once_get_no_more_tries_than_one_after_the_other(counter):
    _desk, lokita, _lukas, session, vendor = counter
    code = sent(session, lokita)
    wrong = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, 13)]
    guesses = [
        partial(services.confirm_by_code, session_id=session.pk, code=one, actor=lokita)
        for one in wrong
    ]
    ends = storm(6, guesses)
    assert ends[DONE] == 0
    assert ConfirmationCode.objects.get().tries == 5
    with pytest.raises(services.WrongCode):
        services.confirm_by_code(session_id=session.pk, code=code, actor=lokita)
    assert shops.owner_of(vendor) is None


def test_two_presses_send_one_code(counter):
    _desk, lokita, _lukas, session, _vendor = counter
    ends = storm(4, [partial(services.send_code, session_id=session.pk, actor=lokita)] * 4)
    assert ends[DONE] == 1, ends
    assert ConfirmationCode.objects.count() == 1
