"""The members' money on pages: what the cooperative's people and its auditor see and do."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import services as catalog
from marketplace.core.calendar import local_day
from marketplace.fulfilment.models import Claim
from payments import member_queries
from payments.models import MemberPayment
from payments.services import settlement
from tests import cooperatives, factories, stories
from tests.clients import signed_in
from tests.payments.money_steps import paid

pytestmark = pytest.mark.usefixtures("bank_settings")


@pytest.fixture
def settled(world) -> Claim:
    """Cloth of two members is handed over, paid and with the cooperative."""
    factories.hire(world)
    cooperatives.make_cooperative(world)
    world.members = cooperatives.add_members(world, ("=Yuliana", "Marten Nubatonis"))
    shares = {world.members[0].pk: 6_000, world.members[1].pk: 3_000}
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    claim = stories.claimed(world, 3)
    paid(world, claim)
    settlement.settle()
    return claim


def test_from_the_money_page_to_a_member_who_was_paid(world, settled):
    client = signed_in(world.mira)
    money = client.get(reverse("vendor_money")).content.decode()
    everybody = reverse("member_money", args=[world.vendor.public_id])
    assert everybody in money
    assert reverse("claim_split", args=[settled.public_id]) in money
    statement = reverse("member_statement", args=[world.members[1].public_id])
    assert statement in client.get(everybody).content.decode()
    owed = [str(one.pk) for one in member_queries.owed_to(world.members[1])]
    given = {"shares": owed, "paid_on": "2999-01-01", "way": "cash", "note": "Tunai"}
    refused = client.post(statement, given)
    assert (refused.status_code, "Tunai" in refused.content.decode()) == (422, True)
    day = local_day(settled.opened_at, world.vendor.time_zone).isoformat()
    answer = client.post(
        statement, given | {"paid_on": day, "proof": factories.make_photo("kuitansi.png")}
    )
    assert answer.status_code == 302
    payment = MemberPayment.objects.get()
    assert payment.proof is not None
    proof = reverse("private_file", args=[payment.proof.public_id])
    assert proof in client.get(statement).content.decode()
    for who, status in ((world.mira, 200), (world.indra, 200), (world.lina, 404), (world.ani, 404)):
        assert signed_in(who).get(proof).status_code == status


def test_the_auditor_sees_what_is_owed_and_marks_nothing(world, settled):
    client = signed_in(world.indra)
    review = client.get(reverse("coop_review", args=[world.vendor.public_id])).content.decode()
    assert reverse("member_money", args=[world.vendor.public_id]) in review
    statement = reverse("member_statement", args=[world.members[1].public_id])
    shown = client.get(statement).content.decode()
    assert 'name="paid_on"' not in shown
    assert client.post(statement, {"way": "cash"}).status_code == 403
    printed = client.get(reverse("member_statement_print", args=[world.members[1].public_id]))
    assert "REKAP BAGIAN ANGGOTA" in printed.content.decode()
    assert client.get(reverse("claim_split", args=[settled.public_id])).status_code == 200


def test_another_shop_finds_nothing(world, settled):
    stranger = factories.make_user("Sari")
    factories.make_vendor(stranger, legal_form="cooperative")
    client = signed_in(stranger)
    for name, args in (
        ("member_money", [world.vendor.public_id]),
        ("member_statement", [world.members[0].public_id]),
        ("claim_split", [settled.public_id]),
        ("member_money_export", [world.vendor.public_id, "csv"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


def test_the_table_adds_up_and_no_cell_of_it_acts(world, settled):
    client = signed_in(world.citra)
    content = client.get(
        reverse("member_money_export", args=[world.vendor.public_id, "csv"])
    ).content.decode("utf-8-sig")
    head, *found = list(csv.reader(io.StringIO(content)))
    assert (len(head), found[0][1]) == (10, "'=Yuliana")
    sums = member_queries.sums_of(world.vendor)
    assert sum(int(row[7]) for row in found) == sums.owed_rupiah
    sheet = client.get(reverse("member_money_export", args=[world.vendor.public_id, "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=Yuliana", "s")
    wrong = reverse("member_money_export", args=[world.vendor.public_id, "pdf"])
    assert client.get(wrong).status_code == 404


def test_queries_do_not_grow_with_makers(world, settled):
    client = signed_in(world.citra)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    pages = [
        reverse("vendor_money"),
        reverse("member_money", args=[world.vendor.public_id]),
        reverse("member_statement", args=[world.members[0].public_id]),
    ]
    before = [asked(page) for page in pages]
    for _ in range(3):
        paid(world, stories.claimed(world, 1))
    assert [asked(page) for page in pages] == before
