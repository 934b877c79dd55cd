"""Licences: the owner hands one in, a verifier compares it, it counts until its last day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketplace.core import clock, deadlines, files, outbox
from marketplace.core.errors import Conflict, NotAllowed
from marketplace.core.models import AuditEvent
from marketplace.notices.models import Notice
from tests import factories, licences
from vendors.licences import queries, services
from vendors.licences.models import Licence, LicenceReminder, LicenceStatus
from vendors.licences.queries import LicenceState
from vendors.models import VendorStatus
from vendors.services.transitions import InvalidField, UnreadPapers

HALAL = "ID00410000123456789"
MORNING = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def facts(**changed) -> services.Facts:
    """A halal certificate of Citra's."""
    values = {"kind": "halal", "number": HALAL, "scope": "Kue kering", "issuer": "BPJPH"}
    return services.Facts(**{**values, "issued_on": date(2026, 1, 5), **changed})


def ask(world, actor=None, upload=True, **changed) -> Licence:
    return services.ask_licence(
        vendor_id=world.vendor.pk,
        facts=facts(**changed),
        actor=actor or world.citra,
        upload=factories.make_photo("halal.png") if upload else None,
    )


def read(licence, verifier) -> None:
    files.open_for(verifier, licence.file)


@pytest.fixture
def waiting(world):
    """Citra's halal certificate before Joko."""
    return ask(world)


@pytest.fixture
def verified(world, waiting):
    """The same, found correct."""
    read(waiting, world.joko)
    return services.verify_licence(licence_id=waiting.pk, actor=world.joko)


def test_a_licence_counts_once_a_verifier_has_compared_it(world, waiting):
    today = queries.sale_day()
    assert not waiting.is_valid(today)
    read(waiting, world.joko)
    services.verify_licence(licence_id=waiting.pk, actor=world.joko)
    waiting.refresh_from_db()
    assert waiting.is_valid(today)
    assert list(Licence.objects.filter(queries.valid(today))) == [waiting]
    assert AuditEvent.objects.filter(action="licence.verified", actor=world.joko).count() == 1


def test_nobody_verifies_a_paper_they_have_not_opened(world, waiting):
    with pytest.raises(UnreadPapers):
        services.verify_licence(licence_id=waiting.pk, actor=world.joko)
    waiting.refresh_from_db()
    assert waiting.status == LicenceStatus.WAITING


def test_the_shop_and_strangers_do_not_judge(world, waiting, stranger):
    for who in (world.citra, world.indra, world.ani, stranger):
        for act in ("verify", "return", "revoke"):
            with pytest.raises(NotAllowed):
                _judge(waiting, act, who)
    waiting.refresh_from_db()
    assert waiting.status == LicenceStatus.WAITING


def _judge(licence, act, actor):
    if act == "verify":
        return services.verify_licence(licence_id=licence.pk, actor=actor)
    step = {"return": services.return_licence, "revoke": services.revoke_licence}[act]
    return step(licence_id=licence.pk, reason="Tidak cocok.", actor=actor)


def test_only_the_owner_hands_in_and_withdraws(world, crew, waiting):
    for who in (world.lina, world.mira, world.ani, world.joko):
        with pytest.raises(NotAllowed):
            ask(world, actor=who, number="ID00410000123456780")
        with pytest.raises(NotAllowed):
            services.withdraw_licence(licence_id=waiting.pk, actor=who)
    assert services.withdraw_licence(licence_id=waiting.pk, actor=world.citra).decided_at


def test_a_draft_shop_hands_in_nothing_yet(world):
    shop = factories.make_vendor(world.lina, status=VendorStatus.DRAFT)
    with pytest.raises(NotAllowed):
        services.ask_licence(vendor_id=shop.pk, facts=facts(), actor=world.lina)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": "KH00410000123456789"}, "number"),
        ({"kind": "pirt", "number": "2063306010072-27"}, "expires_on"),
        ({"kind": "tkdn", "number": "17/2026", "expires_on": date(2999, 1, 1)}, "tkdn_percent"),
        ({"scope": " "}, "scope"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"expires_on": date(2026, 1, 6)}, "expires_on"),
        ({"kind": "anything"}, "kind"),
    ],
)
def test_wrong_shapes_are_refused_at_their_field(world, changed, field):
    with pytest.raises(InvalidField) as refused:
        ask(world, **changed)
    assert refused.value.details["field"] == field
    assert not Licence.objects.exists()


def test_a_paper_is_wanted_but_for_a_stated_label(world):
    with pytest.raises(InvalidField) as refused:
        ask(world, upload=False)
    assert refused.value.details["field"] == "upload"
    label = ask(world, kind="non_halal", number="", upload=False, issued_on=None)
    assert (label.file, label.number) == (None, "")
    services.verify_licence(licence_id=label.pk, actor=world.joko)


def test_the_same_number_waits_once(world, waiting):
    with pytest.raises(Conflict):
        ask(world)


def test_what_was_decided_stays(world, verified):
    for act in ("verify", "return"):
        with pytest.raises(Conflict):
            _judge(verified, act, world.joko)
    with pytest.raises(Conflict):
        services.withdraw_licence(licence_id=verified.pk, actor=world.citra)


def test_a_returned_licence_is_repaired_by_another_row(world, waiting, relayed):
    services.return_licence(licence_id=waiting.pk, reason="Foto buram.", actor=world.joko)
    relayed()
    assert Notice.objects.get(channel="inbox", kind="licence.returned").recipient == world.citra
    assert list(queries.to_repair(world.citra)) == [waiting]
    again = ask(world, replaces=waiting.pk)
    assert again.replaces == waiting
    assert not queries.to_repair(world.citra).exists()


def test_a_renewal_is_of_the_same_shop_and_kind(world, verified):
    other = licences.make_licence(factories.make_vendor(), "halal")
    for replaces, kind in ((other.pk, "halal"), (verified.pk, "sni")):
        number = "SNI 1234:2018" if kind == "sni" else "ID00410000123456780"
        with pytest.raises(Conflict):
            ask(world, replaces=replaces, kind=kind, number=number, expires_on=date(2999, 1, 1))


def test_a_revoked_licence_counts_no_longer_and_its_people_read_why(world, crew, verified, relayed):
    services.revoke_licence(licence_id=verified.pk, reason="Dicabut BPJPH.", actor=world.joko)
    verified.refresh_from_db()
    assert not verified.is_valid(queries.sale_day())
    relayed()
    told = Notice.objects.filter(kind="licence.revoked")
    assert {notice.recipient for notice in told} == {world.citra, world.lina}


def test_the_verifiers_of_the_region_are_told_and_nobody_else(world, waiting, stranger, relayed):
    relayed()
    assert [notice.recipient for notice in Notice.objects.filter(channel="inbox")] == [world.joko]


def test_the_paper_is_open_to_owner_verifier_and_auditor_of_the_region(
    world, crew, waiting, stranger
):
    may = {who.name: bool(files.can_read(who, waiting.file)) for who in _people(world, stranger)}
    assert {name for name, allowed in may.items() if allowed} == {"Citra", "Joko", "Indra"}


def _people(world, stranger):
    yield from (world.citra, world.joko, world.indra, stranger)
    yield from (world.lina, world.mira, world.ani, world.kartika, world.dedi)


def test_the_machine_says_what_it_doubts(world):
    ours = licences.make_licence(
        world.vendor, "pirt", number="2063306010072-28", expires_on=date(2999, 1, 1)
    )
    licences.make_licence(factories.make_vendor(), "pirt", number="2063306010072-28")
    found = {one.code for one in queries.doubts(ours, date(2026, 6, 1))}
    assert found == {"pirt_other_year", "licence_known"}


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, LicenceState.EXPIRED),
        (0, LicenceState.ENDING),
        (90, LicenceState.ENDING),
        (91, "valid"),
    ],
)
def test_a_state_is_read_from_the_days(world, days, state):
    today = queries.sale_day()
    licence = licences.make_licence(world.vendor, "halal", expires_on=today + timedelta(days=days))
    assert queries.state_of(licence, today) == state
    assert licence.is_valid(today) == (days >= 0)
    assert Licence.objects.filter(queries.valid(today)).exists() == (days >= 0)


# ---- told before it ends


@pytest.fixture
def ending(db):
    """A market in June 2026 with a P-IRT of Citra's that ends on the last day of the year."""
    with clock.moved_to(MORNING):
        world = factories.make_world()
        licence = ask(world, kind="pirt", number="2063306010072-26", expires_on=date(2026, 12, 31))
        read(licence, world.joko)
        services.verify_licence(licence_id=licence.pk, actor=world.joko)
        outbox.relay(500)
    return world, licence


def at(day: date):
    """Ten in the morning of Jakarta."""
    return clock.moved_to(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC))


def told(days: date) -> int:
    """Let the worker run on a day, twice, and count all reminders so far."""
    with at(days):
        for _again in range(2):
            deadlines.fire_due()
            outbox.relay(500)
    return Notice.objects.filter(channel="inbox", kind="licence.ends").count()


def test_a_shop_is_told_once_at_each_mark(ending):
    world, licence = ending
    last = date(2026, 12, 31)
    counts = [told(last - timedelta(days=days)) for days in (91, 90, 60, 30, 7, 6, 0)]
    assert counts == [0, 1, 1, 2, 3, 3, 4]
    notice = Notice.objects.filter(channel="inbox", kind="licence.ends").latest("pk")
    assert notice.recipient == world.citra
    assert f"/penyedia/izin/{licence.public_id}/perbarui/" in notice.url


def test_who_was_not_told_in_time_is_told_of_the_nearest_mark_only(ending):
    assert told(date(2026, 12, 30)) == 1
    assert list(LicenceReminder.objects.values_list("days", flat=True)) == [7]


def test_a_renewed_licence_is_not_reminded_of(ending):
    world, licence = ending
    with at(date(2026, 9, 1)):
        renewal = ask(
            world,
            kind="pirt",
            number="2063306010072-31",
            expires_on=date(2031, 12, 31),
            replaces=licence.pk,
        )
        read(renewal, world.joko)
        services.verify_licence(licence_id=renewal.pk, actor=world.joko)
    assert told(date(2026, 12, 1)) == 0


def test_a_revoked_licence_is_not_reminded_of(ending):
    world, licence = ending
    with at(date(2026, 9, 1)):
        services.revoke_licence(licence_id=licence.pk, reason="Dicabut.", actor=world.joko)
    assert told(date(2026, 12, 1)) == 0
