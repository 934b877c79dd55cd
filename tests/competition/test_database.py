"""What the use-cases refuse, the database refuses as well."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core import clock
from marketplace.core.invariants import examine
from tests import factories
from tests.competition import stories

SEALED = (
    "INSERT INTO competition_sealedoffer (invited_id, number, sealed, digest, sent_by_id, sent_at) "
    "VALUES ({invited}, {number}, 'x', encode(sha256('x'), 'hex'), {person}, '{at}')"
)
OPENED = (
    "INSERT INTO competition_openedoffer (competition_id, offer_id, sku_id, name, "
    "unit_price_rupiah, freight_rupiah, total_rupiah, words, rank, fault) "
    "VALUES ({row}, {offer}, {sku}, 'x', {price}, 0, {total}, '', {rank}, '{fault}')"
)
COPIED = (
    "INSERT INTO negotiation_negotiation (public_id, number, origin, agency_id, vendor_id, "
    "delivery_region_id, delivery_address, opened_by_id, opened_at, status, turn) "
    "SELECT gen_random_uuid(), 'x', origin, agency_id, vendor_id, delivery_region_id, "
    "delivery_address, opened_by_id, opened_at, 'open', 'buyer' "
    "FROM negotiation_negotiation WHERE id = {}"
)
UPDATE = "UPDATE competition_competition SET {} WHERE id = {}"


@pytest.fixture
def world(kept_world):
    world = kept_world
    world.wulan, world.shop, world.cloth = stories.second_shop(world)
    return world


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement, *, by):
    with pytest.raises(DatabaseError) as said:
        run(statement)
    assert said.value.__cause__.diag.constraint_name == by


def test_no_offer_is_sent_late_rewritten_or_opened_before_its_time(world):
    row = stories.running(world, world.shop)
    kept = stories.offered(row, world.vendor, world.citra, world.product)
    given = {"invited": kept.invited_id, "number": 2, "person": world.citra.pk}
    refused(SEALED.format(**given, at=row.offers_due.isoformat()), by="sealed_offer_in_time")
    refused("UPDATE competition_sealedoffer SET number = 9", by=None)  # no right to
    refused("DELETE FROM competition_sealedoffer", by=None)
    opened = {"row": row.pk, "offer": kept.pk, "sku": factories.sku_of(world.product).pk}
    opened |= {"price": 900_000, "total": 1_800_000, "rank": 1, "fault": ""}
    refused(OPENED.format(**opened), by="opened_offer_as_sealed")
    shut = f"status = 'opened', opened_at = '{row.offers_due.isoformat()}', estimate_rupiah = 1"
    refused(UPDATE.format(shut, row.pk), by="competition_opens_with_both_keys")
    release = "released_by_id = {}, released_at = '{}', released_key = 'x'"
    early = release.format(world.ani.pk, row.confirmed_at.isoformat())
    refused(f"UPDATE competition_key SET {early}", by="key_released_in_time")  # noqa: S608
    late = release.format(world.ani.pk, row.offers_due.isoformat())
    refused(f"UPDATE competition_key SET {late}", by="key_of_two_people")  # noqa: S608
    refused(
        UPDATE.format("offers_due = offers_due + interval '1 day'", row.pk), by="competition_stays"
    )
    refused(UPDATE.format("sealed_estimate = 'x'", row.pk), by="competition_stays")
    invite = "INSERT INTO competition_invited (competition_id, vendor_id) VALUES ({}, {})"
    other = factories.make_vendor()
    refused(invite.format(row.pk, other.pk), by="invited_while_drawn_up")


def test_what_was_opened_stays_and_an_award_is_what_was_offered(world):
    row = stories.running(world, world.shop)
    offered = stories.offered(row, world.vendor, world.citra, world.product)
    stories.offered(row, world.shop, world.wulan, world.cloth, 850_000, 0)
    with clock.moved_to(row.offers_due):
        row = stories.opened(world, row)
        refused("UPDATE competition_openedoffer SET rank = 9", by=None)
        refused(UPDATE.format("estimate_rupiah = 1", row.pk), by="competition_stays")
        refused("UPDATE competition_key SET released_key = 'x'", by="key_stays")
        again = {"invited": offered.invited_id, "number": 2, "person": world.citra.pk}
        at = row.confirmed_at.isoformat()
        refused(SEALED.format(**again, at=at), by="sealed_offer_in_time")
        won = stories.awarded(row, world.ani)
    free = COPIED.format(won.agreement_id)
    refused(free, by="agreement_of_a_competition")
    assert not [one.code for one, found in examine() if found]


def test_an_award_borrows_no_other_agreement(world):
    rows = []
    for _time in range(2):
        row = stories.running(world, world.shop)
        stories.offered(row, world.vendor, world.citra, world.product)
        stories.offered(row, world.shop, world.wulan, world.cloth, 850_000, 0)
        rows.append(row)
    with clock.moved_to(row.offers_due):
        stories.opened(world, rows[0])
        first = stories.awarded(rows[0], world.ani)
        second = stories.opened(world, rows[1])
    taken = second.opened.get(rank=1)
    values = (
        f"status = 'awarded', winner_id = {taken.pk}, agreement_id = {first.agreement_id}, "
        f"closed_at = now(), closed_by_id = {world.ani.pk}"
    )
    refused(UPDATE.format(values, second.pk), by="award_as_offered")
