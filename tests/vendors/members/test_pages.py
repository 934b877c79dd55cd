"""Pages of a cooperative's members, as its people and those who oversee it use them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.core.models import AuditEvent
from tests import cooperatives, factories
from tests.clients import signed_in
from tests.cooperatives import member_sheet, row_of
from vendors.members import services
from vendors.members.models import CooperativeMember, MemberSheet

NIK = "5371014507900001"


@pytest.fixture
def coop(world):
    """Citra's shop, a cooperative."""
    factories.hire(world)
    return cooperatives.make_cooperative(world)


def typed(world, **fields) -> dict[str, str]:
    values = {
        "number": "A-001",
        "name": "Yuliana Tefa",
        "makes": "Tenun ikat",
        "region": world.vendor.region.code,
        "since": "2020-03-05",
        "consent_on": "2026-01-10",
    }
    return values | fields


def test_from_my_shop_to_a_listed_member(world, coop):
    client = signed_in(world.lina)
    home = client.get(reverse("vendor_home")).content.decode()
    assert reverse("coop_members") in home
    page = client.post(reverse("coop_member_new"), typed(world, nik=NIK), follow=True)
    assert "Yuliana Tefa" in page.content.decode()
    assert NIK not in page.content.decode()
    member = CooperativeMember.objects.get()
    one = client.get(reverse("coop_member", args=[member.public_id])).content.decode()
    assert NIK not in one
    assert "0001" in one


def test_a_refusal_keeps_what_was_typed(world, coop):
    client = signed_in(world.citra)
    page = client.post(reverse("coop_member_new"), typed(world, region="Atlantis", nik="12"))
    assert page.status_code == 422
    assert "Tenun ikat" in page.content.decode()
    assert not CooperativeMember.objects.exists()


def test_a_shop_of_another_form_has_no_such_page(world):
    client = signed_in(world.citra)
    assert client.get(reverse("coop_members")).status_code == 404
    assert reverse("coop_members") not in client.get(reverse("vendor_home")).content.decode()


def test_a_member_leaves_by_the_page(world, coop):
    member = cooperatives.add_member(world)
    client = signed_in(world.citra)
    address = reverse("coop_member_leave", args=[member.public_id])
    assert client.post(address, {"until": ""}).status_code == 422
    assert client.post(address, {"until": "2019-01-01"}).status_code == 422
    client.post(address, {"until": "2026-02-01"})
    member.refresh_from_db()
    assert member.until == date(2026, 2, 1)
    shown = client.get(reverse("coop_members"), {"keadaan": "keluar"}).content.decode()
    assert "Yuliana Tefa" in shown


def test_a_sheet_by_the_pages(world, coop):
    client = signed_in(world.citra)
    answer = client.post(
        reverse("coop_upload"),
        {"sheet": member_sheet(row_of(world, nik=NIK), row_of(world, number="A-9", name=""))},
    )
    sheet = MemberSheet.objects.get()
    assert answer["Location"] == reverse("coop_sheet", args=[sheet.public_id])
    shown = client.get(answer["Location"]).content.decode()
    assert "Tulis nama anggota" in shown
    assert NIK not in shown
    client.post(answer["Location"], {"act": "ambil"})
    assert CooperativeMember.objects.get().nik == NIK
    assert client.get(reverse("coop_template")).status_code == 200


def test_verifier_and_auditor_read_masked_and_reveal_for_a_purpose(world, coop):
    member = cooperatives.add_member(world, nik=NIK)
    for who in (world.joko, world.indra):
        client = signed_in(who)
        review = client.get(reverse("vendor_review", args=[coop.public_id])).content.decode()
        assert reverse("coop_review", args=[coop.public_id]) in review
        listed = client.get(reverse("coop_review", args=[coop.public_id])).content.decode()
        assert ("Yuliana Tefa" in listed, NIK in listed) == (True, False)
        address = reverse("coop_member_review", args=[member.public_id])
        assert client.post(address, {"purpose": "x"}).status_code in {409, 422}
        assert NIK in client.post(address, {"purpose": "Membandingkan KTP"}).content.decode()
    assert AuditEvent.objects.filter(action="member.nik_revealed").count() == 2


def test_another_regions_verifier_finds_nothing(world, coop):
    member = cooperatives.add_member(world)
    far = factories.make_tenant_officer("Joni", Role.VENDOR_VERIFIER, factories.make_tenant())
    client = signed_in(far)
    assert client.get(reverse("coop_review", args=[coop.public_id])).status_code == 404
    address = reverse("coop_member_review", args=[member.public_id])
    assert client.get(address).status_code == 404


def test_a_long_list_asks_no_more_queries_than_a_short_one(world, coop):
    def add(numbers) -> None:
        for number in numbers:
            said = cooperatives.facts(
                f"B-{number}", name=f"Anggota {number}", region_id=coop.region_id
            )
            services.add_member(vendor_id=coop.pk, facts=said, actor=world.citra)

    def asked(person, name: str, *args) -> int:
        client, address = signed_in(person), reverse(name, args=args)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def both() -> tuple[int, int]:
        review = asked(world.joko, "coop_review", coop.public_id)
        return asked(world.citra, "coop_members"), review

    add(range(2))
    few = both()
    add(range(2, 45))
    assert both() == few


def test_the_menu_leads_to_the_members(world, coop):
    link = f'href="{reverse("coop_members")}"'
    rail = '<nav class="rel'
    for who, shown in ((world.citra, True), (world.lina, True), (world.ani, False)):
        page = signed_in(who).get(reverse("account")).content.decode()
        assert (link in page[page.index(rail) :]) is shown, who
