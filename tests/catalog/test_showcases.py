"""An etalase is proposed by one, studied, and opened by another for a region and a period."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog.category_models import AttributeSpec, Category
from catalog.models import Etalase
from catalog.open_to import OpenTo
from catalog.showcases import queries, rules, services
from catalog.showcases.models import PROPOSAL_TRANSITIONS, ProposalStatus
from catalog.showcases.services import StudyIncomplete
from marketplace.accounts.models import RegionLevel
from marketplace.core import clock, outbox
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from marketplace.notices.models import Channel, Notice
from tests import factories, raw_sql
from tests.catalog.proposals import SOURCES, colleague, proposed, studied, words
from vendors.models import SizeClass

OPENED = date(2026, 3, 2)


@pytest.fixture
def kurnia(world):
    return colleague(world.agency.tenant)


# ---- pure


def moment(day: int) -> datetime:
    return datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=day)


def test_the_days_in_each_step_are_counted_the_running_one_included():
    steps = [("proposed", moment(0)), ("in_study", moment(2)), ("opened", moment(12))]
    assert [(stay.status, stay.days) for stay in rules.stays(steps, moment(15))] == [
        ("proposed", 2),
        ("in_study", 10),
        ("opened", 3),
    ]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12).map(sorted), st.integers(0, 50))
def test_no_day_is_lost_between_steps(days, rest):
    steps = [("in_study", moment(day)) for day in days]
    found = rules.stays(steps, moment(days[-1] + rest))
    assert sum(stay.days for stay in found) == days[-1] + rest - days[0]


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "fault"),
    [
        (OPENED, None, None),
        (OPENED, OPENED, None),
        (OPENED, OPENED + rules.LONGEST, None),
        (OPENED - timedelta(days=1), None, "past"),
        (OPENED, OPENED - timedelta(days=1), "backwards"),
        (OPENED, OPENED + rules.LONGEST + timedelta(days=1), "long"),
    ],
)
def test_a_period_begins_today_or_later_and_ends(opens_on, closes_on, fault):
    assert rules.period_fault(opens_on, closes_on, OPENED) == fault


@pytest.mark.parametrize(
    ("study", "lacks"),
    [
        (rules.Study(1, 3, specified=True), []),
        (rules.Study(0, 3, specified=True), ["vendors"]),
        (rules.Study(1, 2, specified=True), ["prices"]),
        (rules.Study(1, 3, specified=False), ["specification"]),
        (rules.Study(0, 0, specified=False), ["specification", "prices", "vendors"]),
    ],
)
def test_what_a_study_lacks(study, lacks):
    assert study.lacks == lacks


# ---- the story


def test_one_proposes_the_market_studies_and_another_opens(world, kurnia):
    proposal = studied(world.kartika, world.agency.tenant)
    with pytest.raises(NotAllowed):
        services.open_etalase(proposal_id=proposal.pk, actor=world.kartika)
    assert not Etalase.objects.filter(name="Tenun ikat").exists()
    etalase = services.open_etalase(proposal_id=proposal.pk, actor=kurnia)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.etalase, proposal.vendors_ready) == ("opened", etalase, 1)
    assert (etalase.category.code, etalase.open_to, etalase.icon) == ("kain", "residents", "shirt")
    assert etalase in queries.open_now()
    trail = AuditEvent.objects.filter(subject_type="showcases.etalaseproposal")
    assert [line.action for line in trail.order_by("pk")] == [
        "showcase.proposed",
        "showcase.in_study",
        *["showcase.price_found"] * 3,
        "showcase.specified",
        "showcase.opened",
    ]
    steps = proposal.steps.values_list("to_status", flat=True)
    assert list(steps) == ["proposed", "in_study", "opened"]


def test_what_is_returned_is_repaired_and_its_repairer_does_not_decide(world, kurnia):
    proposal = proposed(world.kartika, world.agency.tenant)
    with pytest.raises(RuleViolation):
        services.return_proposal(proposal_id=proposal.pk, reason=" ", actor=kurnia)
    services.return_proposal(proposal_id=proposal.pk, reason="Sebutkan masanya", actor=kurnia)
    services.repair(proposal_id=proposal.pk, actor=kurnia, **words(name="Tenun ikat NTT"))
    proposal.refresh_from_db()
    assert (proposal.name, proposal.status) == ("Tenun ikat NTT", ProposalStatus.PROPOSED)
    for who in (kurnia, world.kartika):
        with pytest.raises(NotAllowed):
            services.reject(proposal_id=proposal.pk, reason="Tidak perlu", actor=who)


@pytest.mark.parametrize(("prices", "specified"), [(2, True), (3, False), (0, False)])
def test_a_study_that_lacks_something_says_what(world, kurnia, prices, specified):
    proposal = studied(world.kartika, world.agency.tenant, prices=prices, specified=specified)
    with pytest.raises(StudyIncomplete) as refused:
        services.open_etalase(proposal_id=proposal.pk, actor=kurnia)
    assert refused.value.details["sources"] == prices


def test_prices_of_one_source_are_one_source(world, kurnia):
    proposal = studied(world.kartika, world.agency.tenant, prices=2)
    for name in (SOURCES[0].upper(), SOURCES[1]):
        services.add_price(
            proposal_id=proposal.pk,
            actor=kurnia,
            goods="Kain",
            unit="lembar",
            price_rupiah=1,
            source=name,
            surveyed_on=clock.today(HOME_ZONE),
        )
    assert queries.study_of(proposal).sources == 2


@pytest.mark.parametrize("who", ["ani", "citra", "joko", "indra", "dedi"])
def test_only_catalogue_managers_of_the_market_take_part(world, who):
    person, tenant = getattr(world, who), world.agency.tenant
    with pytest.raises(NotAllowed):
        proposed(person, tenant)
    proposal = studied(world.kartika, tenant)
    with pytest.raises(NotAllowed):
        services.open_etalase(proposal_id=proposal.pk, actor=person)
    elsewhere = colleague(factories.make_tenant())
    with pytest.raises(NotAllowed):
        services.open_etalase(proposal_id=proposal.pk, actor=elsewhere)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"opens_on": date(2020, 1, 1)}, "opens_on"),
        ({"closes_on": date(2020, 1, 1)}, "closes_on"),
        ({"closes_on": date(2099, 1, 1)}, "closes_on"),
    ],
)
def test_what_is_proposed_is_refused_beside_its_field(world, changed, field):
    with pytest.raises(RuleViolation) as refused:
        proposed(world.kartika, world.agency.tenant, **changed)
    assert refused.value.details["field"] == field


def test_a_region_outside_the_market_and_a_category_of_another_are_refused(world):
    outside = factories.make_region("Lampung", RegionLevel.PROVINCE)
    with pytest.raises(RuleViolation, match="Lampung"):
        proposed(world.kartika, world.agency.tenant, region_id=outside.pk)
    own = Category.objects.create(code="lain", name="Lain", tenant=factories.make_tenant())
    with pytest.raises(RuleViolation):
        proposed(world.kartika, world.agency.tenant, category_id=own.pk)


def test_shops_ready_are_counted_by_class_and_place(world):
    tenant = world.agency.tenant
    factories.make_vendor(region=factories.make_region(), size_class=SizeClass.MICRO)
    factories.make_vendor(
        region=factories.make_region(parent=tenant.region), size_class=SizeClass.MEDIUM
    )
    ready = [
        queries.vendors_ready(factories.make_etalase(tenant, channel, open_to=open_to))
        for channel in ("bela", "katalog_lokal")
        for open_to in (OpenTo.RESIDENTS, OpenTo.ANYONE)
    ]
    assert ready == [1, 2, 2, 3]


def test_an_etalase_is_closed_with_its_last_day_and_a_reason(world, kurnia):
    proposal = studied(world.kartika, world.agency.tenant)
    etalase = services.open_etalase(proposal_id=proposal.pk, actor=kurnia)
    today = clock.today(HOME_ZONE)
    close = {"etalase_id": etalase.pk, "reason": "Anggaran habis", "actor": world.kartika}
    with pytest.raises(RuleViolation):
        services.close_etalase(**close, last_day=today - timedelta(days=1))
    services.close_etalase(**close, last_day=today)
    proposal.refresh_from_db()
    etalase.refresh_from_db()
    assert (proposal.status, etalase.closes_on) == (ProposalStatus.CLOSED, today)
    Etalase.objects.filter(pk=etalase.pk).update(
        opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1)
    )
    with pytest.raises(InvalidTransition):
        services.close_etalase(**close, last_day=today)


# ---- the database


def test_the_table_of_steps_is_the_databases():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT from_status, to_status FROM core_transition WHERE machine = 'etalase_proposal'"
        )
        held = set(cursor.fetchall())
    assert held == {(old, new) for old, all_ in PROPOSAL_TRANSITIONS.items() for new in all_}


test_the_table_of_steps_is_the_databases = pytest.mark.django_db(
    test_the_table_of_steps_is_the_databases
)
TABLE = "showcases_etalaseproposal"


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("status = 'opened'", "opened_proposal_is_an_etalase"),
        ("name = 'Lain'", "proposal_stays_as_written"),
        ("opens_on = '2030-01-01'", "proposal_stays_as_written"),
        ("specification = 'Lain'", None),
        ("proposed_by_id = proposed_by_id + 1", "proposal_stays_as_written"),
        ("status = 'closed'", "core_transition_step"),
    ],
)
def test_sql_past_our_code_changes_no_proposal(world, sql, guard):
    proposal = studied(world.kartika, world.agency.tenant)
    statement = f"UPDATE {TABLE} SET {sql} WHERE id = %s"  # noqa: S608
    if guard is None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [proposal.pk])
        return
    assert raw_sql.refused(statement, proposal.pk)


def test_sql_past_our_code_opens_nothing_alone_or_unstudied(world, kurnia):
    tenant = world.agency.tenant
    for by, prices, guard in (
        (world.kartika, 3, "etalase_opened_by_another"),
        (kurnia, 2, "study_is_complete"),
    ):
        proposal = studied(world.kartika, tenant, prices=prices)
        etalase = factories.make_etalase(tenant)
        assert (
            raw_sql.refused(
                f"UPDATE {TABLE} SET status = 'opened', etalase_id = %s, opened_by_id = %s,"  # noqa: S608
                " status_by_id = %s, vendors_ready = 1 WHERE id = %s",
                *(etalase.pk, by.pk, by.pk, proposal.pk),
            )
            == guard
        )


def test_what_a_study_found_stays_and_its_history_too(world):
    proposal = studied(world.kartika, world.agency.tenant)
    for sql in (
        "UPDATE showcases_pricesurvey SET price_rupiah = 1 WHERE proposal_id = %s",
        "DELETE FROM showcases_pricesurvey WHERE proposal_id = %s",
        "UPDATE showcases_proposalstep SET reason = 'x' WHERE proposal_id = %s",
        "DELETE FROM showcases_etalaseproposal WHERE id = %s",
    ):
        assert raw_sql.refused(sql, proposal.pk)
    services.return_proposal(
        proposal_id=proposal.pk, reason="Ulangi", actor=colleague(world.agency.tenant)
    )
    price = proposal.prices.first()
    price.pk = None
    with pytest.raises(IntegrityError, match="does not run"), transaction.atomic():
        price.save(force_insert=True)


# ---- the pages


def test_all_of_it_happens_on_pages_within_three_clicks(client, world, kurnia):
    client.force_login(world.kartika)
    assert reverse("showcases") in client.get(reverse("tasks")).content.decode()
    assert reverse("showcase_new") in client.get(reverse("showcases")).content.decode()
    today = clock.today(HOME_ZONE)
    form = {
        "name": "Tenun ikat",
        "category": Category.objects.get(code="kain").pk,
        "channel": "bela",
        "open_to": "residents",
        "opens_on": today.isoformat(),
        "grounds": "Dinas membeli seragam tenun tiap tahun.",
    }
    wrong = client.post(reverse("showcase_new"), {**form, "opens_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "Tenun ikat" in wrong.content.decode()
    made = client.post(reverse("showcase_new"), form)
    page = made.headers["Location"]
    assert client.post(page, {"act": "study"}).status_code == 302
    bad = client.post(page, {"act": "price", "goods": "Kain", "unit": "lembar", "source": "Toko"})
    assert (bad.status_code, "lembar" in bad.content.decode()) == (422, True)
    for source in SOURCES:
        found = {"act": "price", "goods": "Kain", "unit": "lembar", "price_rupiah": "400.000"}
        found |= {"source": source, "surveyed_on": today.isoformat()}
        assert client.post(page, found).status_code == 302
    assert client.post(page, {"act": "open"}).status_code == 403
    client.force_login(kurnia)
    assert client.post(page, {"act": "open"}).status_code == 422
    assert client.post(page, {"act": "specify", "specification": "x" * 30}).status_code == 302
    assert client.post(page, {"act": "open"}).status_code == 302
    etalase = Etalase.objects.get(name="Tenun ikat")
    assert client.get(reverse("showcase", args=[etalase.proposal.public_id])).status_code == 200
    assert client.get(reverse("showcases"), {"status": "opened"}).status_code == 200
    closing = reverse("showcase_close", args=[etalase.slug])
    assert closing in client.get(reverse("showcases")).content.decode()
    kept = client.post(closing, {"last_day": today.isoformat(), "reason": "x"})
    assert kept.status_code == 422
    gone = client.post(closing, {"last_day": today.isoformat(), "reason": "Anggaran habis"})
    assert gone.status_code == 302
    etalase.refresh_from_db()
    assert etalase.closes_on == today


def test_a_returned_proposal_is_repaired_on_its_page(client, world, kurnia):
    proposal = proposed(world.kartika, world.agency.tenant)
    client.force_login(kurnia)
    page = reverse("showcase", args=[proposal.public_id])
    assert client.post(page, {"act": "return", "reason": "Lengkapi"}).status_code == 302
    client.force_login(world.kartika)
    repair = reverse("showcase_repair", args=[proposal.public_id])
    assert repair in client.get(page).content.decode()
    shown = client.get(repair).context["form"]
    form = {name: shown[name].value() for name in shown.fields}
    form = {name: value for name, value in form.items() if value is not None}
    again = client.post(repair, {**form, "name": "Tenun ikat NTT"})
    assert again.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.name, proposal.status) == ("Tenun ikat NTT", "proposed")
    assert client.get(repair).status_code == 403


def test_an_operator_edits_common_templates_and_a_manager_those_of_the_market(client, world):
    operator = factories.make_operator()
    client.force_login(operator)
    page = reverse("category", args=["kain"])
    new = {"label": "Motif", "kind": "choice", "choices": "Kembang\nPolos", "position": "6"}
    new |= {"active": "on"}
    assert client.post(page, {**new, "choices": "satu"}).status_code == 422
    assert client.post(page, new).status_code == 302
    motif = AttributeSpec.objects.get(category__code="kain", code="motif")
    assert motif.choices == ["Kembang", "Polos"]
    off = {"attribute": "motif", "label": "Motif", "choices": "Kembang\nPolos", "position": "6"}
    assert client.post(page, off).status_code == 302
    motif.refresh_from_db()
    assert not motif.active
    client.force_login(world.kartika)
    assert client.post(page, new).status_code == 403
    categories = reverse("categories")
    assert client.post(categories, {"name": "Sasando"}).status_code == 422
    made = client.post(categories, {"name": "Sasando", "tenant": world.agency.tenant.pk})
    assert made.status_code == 302
    own = Category.objects.get(name="Sasando")
    assert own.tenant == world.agency.tenant
    assert client.post(reverse("category", args=[own.code]), new).status_code == 302
    elsewhere = colleague(factories.make_tenant())
    client.force_login(elsewhere)
    assert client.get(reverse("category", args=[own.code])).status_code == 404


def test_the_managers_of_the_market_are_told_except_who_did_it(world, kurnia):
    proposal = proposed(world.kartika, world.agency.tenant)
    services.return_proposal(proposal_id=proposal.pk, reason="Sebutkan masanya", actor=kurnia)
    outbox.relay(500)
    told = Notice.objects.filter(channel=Channel.INBOX, kind__startswith="showcase.")
    assert set(told.values_list("kind", "recipient__name")) == {
        ("showcase.proposed", "Kurnia"),
        ("showcase.returned", "Kartika"),
    }


# ---- the live number, and the storefront of a market


def test_the_number_of_open_etalases_is_counted_by_province_today(client, world):
    tenant = world.agency.tenant
    city = factories.make_region("Kota Kupang", parent=tenant.region)
    of_city = factories.make_tenant(region=city)
    today = clock.today(HOME_ZONE)
    factories.make_etalase(of_city)
    factories.make_etalase(tenant, region=city)
    factories.make_etalase(tenant, closes_on=today - timedelta(days=1))
    proposed(world.kartika, tenant)
    found = {place.region: place.number for place in queries.by_province()}
    assert found == {tenant.region: 3}
    page = client.get(reverse("open_showcases"))
    assert page.context["total"] == 3
    rows = client.get(reverse("open_in_province", args=[tenant.region.code])).context["rows"]
    assert {(one.tenant, number) for one, number, _who in rows} == {
        (tenant, 1),
        (tenant, 0),
        (of_city, 0),
    }
    assert client.get(reverse("open_in_province", args=[city.code])).status_code == 404


def test_a_citys_storefront_shows_the_goods_of_its_own_shops_alone(client, world):
    region = factories.make_region("Kota Mojokerto")
    market = factories.make_tenant("kota-mojokerto", region)
    district = factories.make_region("Magersari", RegionLevel.DISTRICT, parent=region)
    etalase = factories.make_etalase(market)
    own = factories.make_product(factories.make_vendor(region=district), etalase)
    factories.make_product(factories.make_vendor(), etalase)
    page = client.get(reverse("market_front", args=[market.slug]))
    assert [card["name"] for card in page.context["cards"]] == [own.name]
    assert (
        reverse("market_front", args=[market.slug])
        in client.get(reverse("open_showcases")).content.decode()
    )
    assert reverse("open_showcases") in client.get(reverse("etalase_list")).content.decode()
    assert client.get(reverse("market_front", args=["tidak-ada"])).status_code == 404
