"""Raw SQL against sanctions: each guard of the database refuses by its name."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.accounts.models import Role
from marketplace.core import clock, deadlines
from tests import factories
from tests.vendors.sanctioning import answered, blacklisted, case, proposed
from vendors.models import VendorRole
from vendors.sanctions import services
from vendors.sanctions.models import SANCTION_TRANSITIONS, Sanction, SanctionStep

DENIED = "42501"


@pytest.fixture
def sari(world):
    """A second verifier of the region."""
    return factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, world.agency.tenant)


def refused(sql: str, *values: object) -> str:
    """Run SQL in a transaction of its own up to COMMIT; return what refused it.

    That is the name of a guard, or ``DENIED`` where the role has not even the right to try.
    """
    with pytest.raises(DatabaseError) as failure:
        up_to_commit(lambda cursor: cursor.execute(sql, list(values)))
    cause = failure.value.__cause__
    return cause.diag.constraint_name or cause.pgcode


@transaction.atomic
def up_to_commit(change) -> None:
    """Do something and ask what is asked at COMMIT."""
    with connection.cursor() as cursor:
        change(cursor)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def copy_of(sanction: Sanction, **changes: object) -> Sanction:
    """The same row once more, with changes."""
    values = {f.attname: getattr(sanction, f.attname) for f in Sanction._meta.concrete_fields}
    del values["id"], values["public_id"]
    return Sanction(**{**values, "number": "SK-2026-999999", **changes})


def refused_row(row: Sanction) -> str:
    with pytest.raises(DatabaseError) as failure:
        up_to_commit(lambda _cursor: row.save(force_insert=True))
    return failure.value.__cause__.diag.constraint_name


UPDATE = "UPDATE sanctions_sanction SET {change} WHERE id = %s"
IN_FORCE = {
    "kind = 'warning'": "sanction_stays_as_written",
    "facts = 'lain'": "sanction_stays_as_written",
    "ground = 'surcharge'": "sanction_stays_as_written",
    "ends_on = ends_on + 1": "sanction_stays_as_written",
    "starts_on = starts_on - 1": "sanction_stays_as_written",
    "proposed_by_id = %s": "sanction_stays_as_written",
    "answer = 'x', answered_by_id = proposed_by_id, answered_at = now()": "shop_answers_once",
    "status = 'proposed'": "no_such_step",
    "status = 'dismissed'": "no_such_step",
    "status = 'lifted'": "sanction_lifted_by_two",
    "status = 'ended'": "sanction_ends_after_its_day",
}


@pytest.mark.parametrize("change", IN_FORCE)
def test_a_suspension_in_force_cannot_be_forged(world, change):
    sanction = factories.suspend(world.vendor, by=world.joko)
    values = [world.indra.pk, sanction.pk] if "%s" in change else [sanction.pk]
    assert refused(UPDATE.format(change=change), *values) == IN_FORCE[change]


@pytest.mark.parametrize(
    "table", ["sanction", "sanctionstep", "sanctionfile", "sanctionsubject", "liftrequest"]
)
def test_nothing_of_a_sanction_is_removed(world, sari, table):
    sanction = blacklisted(world, sari)
    factories.hide(world.product, by=world.joko)
    services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=sari)
    name = f"sanctions_{table}"
    for sql in (f"DELETE FROM {name}", f"TRUNCATE {name} CASCADE"):  # noqa: S608
        assert refused(sql) in {"append_only", DENIED}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("sanctionstep", "reason = 'lain'"),
        ("sanctionfile", "side = 'answer'"),
        ("sanctionsubject", "title = 'lain'"),
    ],
)
def test_what_stands_beside_it_is_never_rewritten(world, sari, table, change):
    blacklisted(world, sari)
    factories.hide(world.product, by=world.joko)
    sql = f"UPDATE sanctions_{table} SET {change}"  # noqa: S608
    assert refused(sql) in {"append_only", DENIED}


def test_every_step_has_its_line_of_history(world, sari):
    sanction = blacklisted(world, sari)
    steps = SanctionStep.objects.filter(sanction=sanction)
    assert list(steps.values_list("from_status", "to_status", "changed_by__name", "reason")) == [
        ("", "proposed", "Joko", ""),
        ("proposed", "in_force", "Sari", "Terbukti"),
    ]


@pytest.mark.parametrize("old", SANCTION_TRANSITIONS)
@pytest.mark.parametrize("new", SANCTION_TRANSITIONS)
def test_only_the_steps_of_the_machine_exist(world, old, new):
    """Of every pair of states the database knows exactly the arrows of the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM core_transition WHERE machine = 'sanction'"
            " AND from_status = %s AND to_status = %s",
            [old, new],
        )
        assert cursor.fetchone()[0] == (new in SANCTION_TRANSITIONS[old])


# ---- one sanction, as it may be written


def test_a_sanction_is_dated_known_and_states_its_facts(world):
    sanction = factories.suspend(world.vendor, by=world.joko)
    wrong = {
        "sanction_is_dated": {"ends_on": None},
        "sanction_ends_after_it_began": {"ends_on": sanction.starts_on - timedelta(days=1)},
        "sanction_states_its_facts": {"facts": ""},
        "blacklist_has_a_hearing": {"heard_until": sanction.ends_on},
        "sanction_is_decided_by_somebody": {"decided_by_id": None},
        "sanction_begins_in_order": {"status": "ended"},
        "sanction_by_no_member": {"proposed_by_id": world.citra.pk},
    }
    for name, change in wrong.items():
        assert refused_row(copy_of(sanction, **change)) == name
    unknown = refused_row(copy_of(sanction, kind="denda"))
    assert unknown in {"sanction_kind_is_known", "sanction_is_dated"}


def test_a_suspension_of_a_shop_that_sells_is_refused_at_commit(world):
    other = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    sanction = factories.suspend(other, by=world.joko)
    row = copy_of(sanction, vendor_id=world.vendor.pk)
    assert refused_row(row) == "stopped_shop_is_suspended"


def test_a_blacklist_needs_its_evidence_and_hidden_goods_their_names(world):
    sanction = proposed(world)
    assert refused_row(copy_of(sanction)) == "blacklist_has_evidence"
    hidden = factories.hide(world.product, by=world.joko)
    assert refused_row(copy_of(hidden)) == "hidden_sanction_names_goods"


# ---- the shop's own status


def test_no_shop_is_suspended_without_a_sanction(world):
    sql = "UPDATE vendors_vendor SET status = 'suspended' WHERE id = %s"
    assert refused(sql, world.vendor.pk) == "shop_suspended_by_a_sanction"


def test_no_shop_is_reopened_while_its_sanction_runs_or_by_an_old_one(world, sari):
    sql = "UPDATE vendors_vendor SET status = 'approved' WHERE id = %s"
    first = factories.suspend(world.vendor, by=world.joko)
    assert refused(sql, world.vendor.pk) == "shop_reopened_by_its_sanction"
    factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=first.pk, words="Selesai", actor=world.joko)
    services.decide_request(request_id=request.pk, grant=True, reason="Ya", actor=sari)
    assert refused(sql, world.vendor.pk) == "shop_reopened_by_its_sanction"


# ---- hearing, decision, lifting: never one person


def test_a_blacklist_is_not_decided_unheard_nor_by_its_proposer(world, sari):
    sanction = proposed(world)
    until = clock.today(world.vendor.time_zone) + timedelta(days=400)
    verdict = (
        "UPDATE sanctions_sanction SET status = 'in_force', status_at = now(), starts_on = now(),"
        " ends_on = %s, decided_by_id = %s, decided_at = now(), appeal_until = %s WHERE id = %s"
    )
    values = [until, sari.pk, until, sanction.pk]
    assert refused(verdict, *values) == "shop_is_heard_first"
    services.answer_proposal(sanction_id=sanction.pk, words="Kami jawab", actor=world.citra)
    values[1] = world.joko.pk
    assert refused(verdict, *values) == "blacklist_decided_by_another"
    values[1] = world.citra.pk
    assert refused(verdict, *values) == "sanction_by_no_member"


def test_what_the_shop_said_is_said_once(world):
    sanction = answered(world)
    services.confirm_reading(sanction_id=sanction.pk, actor=world.citra)
    for change in ("answer = 'lain'", "read_at = now()", "answer = ''"):
        found = refused(UPDATE.format(change=change), sanction.pk)
        assert found in {"shop_answers_once", "hearing_answer_has_its_person"}
    found = refused(UPDATE.format(change="read_at = NULL"), sanction.pk)
    assert found == "shop_answers_once"


DECIDE = (
    "UPDATE sanctions_liftrequest SET status = 'granted', decided_by_id = %s,"
    " decided_at = now(), reason = 'Ya' WHERE id = %s"
)


def test_a_request_is_decided_once_by_another_person(world, sari):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
    assert refused(DECIDE, world.joko.pk, request.pk) == "lift_decided_by_another"
    assert refused(DECIDE, world.citra.pk, request.pk) == "sanction_by_no_member"
    bare = "UPDATE sanctions_liftrequest SET status = 'granted' WHERE id = %s"
    assert refused(bare, request.pk) == "lift_request_is_decided_by_somebody"
    services.decide_request(request_id=request.pk, grant=False, reason="Belum", actor=sari)
    assert refused(DECIDE, sari.pk, request.pk) == "lift_is_decided_once"


def test_an_appeal_is_decided_by_a_third_person_and_made_once(world, sari):
    sanction = blacklisted(world, sari)
    request = services.appeal(sanction_id=sanction.pk, words="Keberatan", actor=world.citra)
    for part in (world.joko, sari):
        assert refused(DECIDE, part.pk, request.pk) == "appeal_decided_by_a_third"
    again = (
        "INSERT INTO sanctions_liftrequest (public_id, sanction_id, kind, words, asked_by_id,"
        " asked_at, status, reason) VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), %s, '')"
    )
    ours, theirs = [sanction.pk, "appeal", "Lagi", world.citra.pk], "pending"
    assert refused(again, *ours, theirs) == "one_appeal_per_sanction"
    assert refused(again, sanction.pk, "lift", "", sari.pk, theirs) == "lift_request_says_why"
    assert (
        refused(again, sanction.pk, "lift", "x", world.citra.pk, theirs) == "sanction_by_no_member"
    )
    assert refused(again, *ours, "granted") == "lift_asked_while_in_force"
    services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=sari)
    assert (
        refused(again, sanction.pk, "lift", "x", sari.pk, theirs) == "one_pending_lift_per_sanction"
    )


def test_an_old_granted_request_does_not_lift_another_time(world, sari):
    """A grant counts in its own transaction alone."""
    sanction = factories.suspend(world.vendor, by=world.joko)
    services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sanctions_liftrequest SET status = 'refused', decided_by_id = %s,"
            " decided_at = now(), reason = 'Belum'",
            [sari.pk],
        )
    found = refused(UPDATE.format(change="status = 'lifted'"), sanction.pk)
    assert found == "sanction_lifted_by_two"


def test_a_member_never_becomes_the_judge(world, sari):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
    factories.join(world.vendor, sari, VendorRole.STAFF)
    assert refused(DECIDE, sari.pk, request.pk) == "sanction_by_no_member"


def test_hidden_goods_are_of_the_sanctioned_shop(world):
    hidden = factories.hide(world.product, by=world.joko)
    foreign = factories.make_product(factories.make_vendor(), world.etalase)
    add = (
        "INSERT INTO sanctions_sanctionsubject (sanction_id, subject_type, subject_id, title)"
        " VALUES (%s, 'catalog.product', %s, 'x')"
    )
    assert refused(add, hidden.pk, foreign.pk) == "hidden_goods_are_of_the_shop"
    assert refused(add, hidden.pk, world.product.pk) == "one_row_per_hidden_thing"


def test_a_warning_has_no_end(world):
    warning = services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=world.joko)
    assert refused_row(copy_of(warning, ends_on=warning.starts_on)) == "sanction_is_dated"
    read = copy_of(warning, read_at=clock.now())
    assert refused_row(read) in {"sanction_begins_in_order", "sanction_read_by_somebody"}


def test_a_shop_suspended_before_gets_a_sanction_that_ends_by_itself(world):
    """What the migration does for shops that one person suspended without an end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    with clock.moved_to(now):  # a migration counts from the database's own day
        _a_shop_suspended_before(world)


def _a_shop_suspended_before(world):
    shop = factories.make_vendor(
        status="suspended",
        status_by=world.joko,
        status_reason="Barang palsu",
        approved_by=world.joko,
        region=world.vendor.region,
    )
    migration = import_module("vendors.sanctions.migrations.0003_suspended_before")
    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)
    sanction = Sanction.objects.get(vendor=shop)
    assert (sanction.facts, sanction.proposed_by) == ("Barang palsu", world.joko)
    assert (sanction.ends_on - clock.today(shop.time_zone)).days == 90
    with clock.moved_to(clock.now() + timedelta(days=92)):
        assert deadlines.fire_due() == 1
    shop.refresh_from_db()
    assert shop.status == "approved"
    assert factories.suspend(shop, by=world.joko).number > sanction.number
