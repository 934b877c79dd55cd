"""A page of goods says through which channel they are sold, and by which rule not the other."""

import pytest
from django.urls import reverse

from catalog import where_sold
from marketplace.core.models import Rule
from tests import factories
from tests.sourcing.test_cart import BACKEND
from vendors.models import LegalForm, SizeClass


@pytest.fixture(autouse=True)
def nothing_read():
    """Each story reads the rulebook itself."""
    where_sold._read.clear()


def rows(vendor, etalase) -> dict[str, tuple[bool, str]]:
    return {
        row.name: (row.is_sold, row.sentence.replace("\u00a0", " "))
        for row in where_sold.where_sold(vendor, etalase)
    }


@pytest.mark.parametrize(
    ("size", "form", "channel", "sold"),
    [
        ("micro", "individual", "bela", ["Bela Pengadaan"]),
        ("small", "individual", "katalog_lokal", ["Katalog lokal"]),
        ("medium", "individual", "katalog_lokal", ["Katalog lokal"]),
        ("medium", "individual", "bela", []),
        ("medium", "cooperative", "bela", ["Bela Pengadaan"]),
        ("non_msme", "individual", "katalog_lokal", []),
    ],
)
def test_size_form_and_etalase_say_where(world, size, form, channel, sold):
    vendor, etalase = world.vendor, factories.make_etalase(world.agency.tenant, channel)
    vendor.size_class, vendor.legal_form = SizeClass(size), LegalForm(form)
    found = rows(vendor, etalase)
    assert len(found) == 2
    assert [name for name, (is_sold, _why) in found.items() if is_sold] == sold
    assert all(why for _is_sold, why in found.values())


def test_the_cap_is_the_dated_one_of_the_rulebook(world):
    cap = Rule.objects.get(code="R-CAP-1", tenant_slug="", valid_to=None)
    is_sold, sentence = rows(world.vendor, world.etalase)["Bela Pengadaan"]
    assert is_sold
    assert f"{cap.value:,}".replace(",", ".") in sentence
    assert "R-CAP-1" in sentence


def test_the_reason_names_the_class_of_the_shop_and_its_rule(world, client):
    vendor = factories.make_vendor(size_class=SizeClass.MEDIUM)
    etalase = factories.make_etalase(world.agency.tenant, "katalog_lokal")
    product = factories.make_product(vendor, etalase)
    page = " ".join(
        client.get(reverse("product_page", args=[product.public_id])).content.decode().split()
    )
    assert "Tidak di Bela Pengadaan" in page
    assert "R-SIZE-1" in page
    assert "R-PP-LIMIT" in page


def test_the_shop_reads_the_same_on_its_own_page(world, client):
    client.force_login(world.citra, backend=BACKEND)
    page = client.get(reverse("product_edit", args=[world.product.public_id])).content.decode()
    assert "R-CAP-1" in page
    assert "Katalog lokal" in page
