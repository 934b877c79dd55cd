"""The legality ladder: which papers a firm needs, in which order, on which day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from tests import factories
from tests.vendors.support.conftest import hand_in
from vendors.support import queries, rules, services
from vendors.support.models import GoodsClass, LadderRule, Office, Paper
from vendors.support.reference_data import goods_by_kbli, ladder_rows
from vendors.support.rules import Firm, Rung, after_office_hours, goods_of, ladder, middle, missing

DAY = date(2026, 11, 26)
BAKER = Firm(frozenset({"food_packaged"}), "micro", "individual")


def rung(paper, **fields) -> Rung:
    values = {"code": f"R-{paper}", "paper": paper, "is_must": True, "valid_from": date(2020, 1, 1)}
    return Rung(**{**values, **fields})


def papers(found):
    return [one.paper for one in found]


@pytest.mark.parametrize(
    ("fields", "binds"),
    [
        ({}, True),
        ({"goods_class": "food_packaged"}, True),
        ({"goods_class": "textile"}, False),
        ({"size_classes": frozenset({"micro", "small"})}, True),
        ({"size_classes": frozenset({"medium"})}, False),
        ({"legal_forms": frozenset({"individual"})}, True),
        ({"legal_forms": frozenset({"pt"})}, False),
        ({"valid_from": DAY}, True),
        ({"valid_from": DAY + timedelta(days=1)}, False),
        ({"valid_until": DAY}, True),
        ({"valid_until": DAY - timedelta(days=1)}, False),
    ],
)
def test_a_rule_binds_by_goods_size_form_and_day(fields, binds):
    assert papers(ladder([rung("nib", **fields)], BAKER, DAY)) == (["nib"] if binds else [])


def test_a_duty_counts_before_a_help_then_the_narrower_then_the_newer():
    helps = rung("halal", code="a", is_must=False, goods_class="food_packaged")
    wide, narrow = rung("halal", code="b"), rung("halal", code="c", goods_class="food_packaged")
    newer = rung("halal", code="d", goods_class="food_packaged", valid_from=date(2026, 1, 1))
    assert ladder([helps, wide], BAKER, DAY)[0].code == "b"
    assert ladder([narrow, wide, helps], BAKER, DAY)[0].code == "c"
    assert ladder([newer, narrow], BAKER, DAY)[0].code == "d"


def test_what_must_come_first_comes_first():
    rungs = [rung("halal", after=("nib", "bpom")), rung("bpom", after=("nib",)), rung("nib")]
    steps = ladder(rungs, BAKER, DAY)
    assert papers(steps) == ["nib", "bpom", "halal"]
    lacking = missing(steps, {"nib"})
    assert [(one.rung.paper, one.waits_for) for one in lacking] == [
        ("bpom", ()),
        ("halal", ("bpom",)),
    ]


_papers = st.sampled_from(list(Paper))
_rungs = st.builds(
    Rung,
    code=st.text("abc", min_size=1, max_size=3),
    paper=_papers,
    is_must=st.booleans(),
    valid_from=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    goods_class=st.sampled_from(["", "food_packaged", "textile"]),
    size_classes=st.frozensets(st.sampled_from(["micro", "medium"])),
    after=st.lists(_papers, max_size=3).map(tuple),
)


@given(st.lists(_rungs, max_size=20), st.frozensets(_papers))
def test_whatever_the_rows_each_paper_stands_once_and_nothing_held_is_missing(rungs, held):
    steps = ladder(rungs, BAKER, DAY)
    assert len(set(papers(steps))) == len(steps)
    assert {one.paper for one in rungs if one.binds(BAKER, DAY)} == set(papers(steps))
    lacking = missing(steps, held)
    assert {one.rung.paper for one in lacking} == set(papers(steps)) - held
    assert all(set(one.waits_for).isdisjoint(held) for one in lacking)


@pytest.mark.parametrize(
    ("codes", "goods"),
    [
        (["10710"], {"food_packaged"}),
        (["56210"], {"food_fresh"}),
        (["56303"], {"drink"}),
        (["20232"], {"cosmetics"}),
        (["20114"], {"other"}),
        (["13912", "14111"], {"textile"}),
        (["99999"], set()),
        ([], set()),
    ],
)
def test_the_longest_known_beginning_of_a_kbli_code_decides(codes, goods):
    assert goods_of(codes, goods_by_kbli()) == goods


def test_the_rows_of_the_product_are_whole(db):
    rows = ladder_rows()
    assert len({row["code"] for row in rows}) == len(rows)
    assert LadderRule.objects.count() == len(rows)
    for row in LadderRule.objects.all():
        assert row.paper in Paper
        assert row.office in Office
        assert not row.goods_class or row.goods_class in GoodsClass
        assert set(row.after) <= set(Paper)
        assert row.how
        assert row.how_en
        assert "reported" in row.legal_source
        assert row.cost_rupiah is None or row.cost_rupiah >= 0
    assert set(goods_by_kbli().values()) <= set(GoodsClass)
    assert services.load_ladder() == 0


def test_a_bakers_ladder_and_what_it_holds(world, shop):
    before = queries.ladder_of(shop, on=date(2026, 10, 16))
    assert not before.laws["halal"].is_must
    today = queries.ladder_of(shop, on=DAY)
    assert today.laws["halal"].is_must
    assert today.laws["pirt"].after == ["nib"]
    assert {"nib", "npwp", "pirt", "halal"} <= {one.rung.paper for one in today.missing}
    assert "tkdn" not in today.laws
    hand_in(shop, world.citra)
    assert "halal" in queries.ladder_of(shop, on=DAY).waiting
    assert "halal" not in queries.ladder_of(shop, on=DAY).held


def test_a_valid_licence_and_a_paper_of_the_application_count(world, shop):
    from marketplace.core import files  # noqa: PLC0415 - beside its use
    from vendors.licences import services as licences  # noqa: PLC0415

    licence = hand_in(shop, world.citra)
    files.open_for(world.joko, licence.file)
    licences.verify_licence(licence_id=licence.pk, actor=world.joko)
    file = factories.keep_upload(factories.make_photo(), kind="vendor_document", owner=world.citra)
    shop.documents.create(kind="nib", file=file, uploaded_at=clock.now())
    held = queries.ladder_of(shop, on=clock.today(shop.time_zone)).held
    assert set(held) == {"halal", "nib"}


def _new(**fields):
    values = {
        "code": "R-LADDER-UJI",
        "paper": "brand",
        "goods_class": "",
        "size_classes": [],
        "legal_forms": [],
        "is_must": False,
        "after": ["nib"],
        "office": "djki",
        "cost_rupiah": 0,
        "working_days": 5,
        "how": "Datang saja.",
        "how_en": "Just come.",
        "programme": "",
        "legal_source": "reported",
        "valid_from": date(2026, 1, 1),
    }
    return {**values, **fields}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"how": " "}, "how"),
        ({"paper": "siup"}, "paper"),
        ({"office": "pasar"}, "office"),
        ({"goods_class": "emas"}, "goods_class"),
        ({"after": ["brand"]}, "after"),
    ],
)
def test_a_wrong_row_is_refused_beside_its_field(db, fields, field):
    with pytest.raises(RuleViolation) as refused:
        services.enter_ladder_rule(_new(**fields), actor=factories.make_operator(), reason="Uji")
    assert refused.value.details["field"] == field


def test_operators_enter_and_end_rules_and_nobody_else(world):
    operator = factories.make_operator()
    with pytest.raises(NotAllowed):
        services.enter_ladder_rule(_new(), actor=world.joko, reason="Uji")
    row = services.enter_ladder_rule(_new(), actor=operator, reason="Aturan baru")
    with pytest.raises(Conflict):
        services.enter_ladder_rule(_new(), actor=operator, reason="Aturan baru")
    today = clock.today("Asia/Jakarta")
    end = {"rule_id": row.pk, "actor": operator, "reason": "Diganti"}
    with pytest.raises(RuleViolation):
        services.end_ladder_rule(**end, last_day=today - timedelta(days=1))
    services.end_ladder_rule(**end, last_day=today)
    with pytest.raises(Conflict):
        services.end_ladder_rule(**end, last_day=today)
    services.enter_ladder_rule(_new(), actor=operator, reason="Aturan baru lagi")


@pytest.mark.parametrize(
    "change",
    ["SET cost_rupiah = 1", "SET is_must = NOT is_must", "SET legal_source = ''"],
)
def test_a_rule_is_never_rewritten_by_sql(db, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE support_ladderrule {change}")


# ---- office hours and the median


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        # Thursday 26 November 2026, 10.00 WITA is 02.00 UTC
        (datetime(2026, 11, 26, 2, tzinfo=UTC), 8, datetime(2026, 11, 26, 10, tzinfo=UTC)),
        (datetime(2026, 11, 26, 2, tzinfo=UTC), 24, datetime(2026, 11, 27, 2, tzinfo=UTC)),
        # Friday noon: twelve hours are left of it, the rest is Monday's
        (datetime(2026, 11, 27, 4, tzinfo=UTC), 24, datetime(2026, 11, 30, 4, tzinfo=UTC)),
        # Saturday does not count; Tuesday is closed
        (datetime(2026, 11, 28, 4, tzinfo=UTC), 30, datetime(2026, 12, 1, 22, tzinfo=UTC)),
    ],
)
def test_hours_count_on_working_days_alone(start, hours, due):
    closed = {date(2026, 12, 1)}
    assert after_office_hours(start, hours, "Asia/Makassar", closed=closed) == due


@given(st.integers(0, 400_000), st.integers(1, 400))
def test_more_hours_are_never_earlier_and_never_less_than_the_clock(minutes, hours):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = after_office_hours(start, hours, "Asia/Jayapura", closed=())
    assert due - start >= timedelta(hours=hours)
    assert after_office_hours(start, hours + 1, "Asia/Jayapura", closed=()) > due


@pytest.mark.parametrize(
    ("days", "median"), [([], None), ([4], 4), ([1, 9], 1), ([3, 1, 2], 2), ([5, 5, 1, 9], 5)]
)
def test_the_median_is_the_lower_middle(days, median):
    assert middle(days) == median


def test_a_seat_is_free_below_the_capacity():
    assert rules.is_free(2, 1)
    assert not rules.is_free(2, 2)
