"""The people of a shop by page: added, ended, handed over; an owner named where none can act."""

import pytest
from django.urls import reverse

from marketplace.core.errors import NotAllowed
from tests import factories
from tests.clients import signed_in
from vendors import services
from vendors.models import VendorMembership


def test_the_owner_adds_and_ends_people_by_page(world):
    browser, page = signed_in(world.citra), reverse("vendor_people")
    assert page in browser.get(reverse("vendor_home")).text
    unknown = browser.post(page, {"email": "tak.ada@example.test", "role": "staff"})
    assert unknown.status_code == 422
    assert "tak.ada@example.test" in unknown.text
    assert (
        browser.post(page, {"email": world.lina.email.upper(), "role": "staff"}).status_code == 302
    )
    assert browser.post(page, {"email": world.lina.email, "role": "staff"}).status_code == 409
    held = VendorMembership.objects.get(user=world.lina, until=None)
    assert browser.post(reverse("member_end", args=[held.pk])).status_code == 302
    held.refresh_from_db()
    assert held.until is not None
    assert "Lina" in browser.get(page).text  # among the former


def test_the_last_owner_stays_and_hands_over_by_page(world):
    factories.hire(world)
    browser = signed_in(world.citra)
    owner = VendorMembership.objects.get(user=world.citra, vendor=world.vendor)
    browser.post(reverse("member_end", args=[owner.pk]))
    owner.refresh_from_db()
    assert owner.until is None
    staff = VendorMembership.objects.get(user=world.lina, vendor=world.vendor)
    browser.post(reverse("member_hand_over", args=[staff.pk]))
    owner.refresh_from_db()
    assert owner.until is not None


@pytest.mark.parametrize("who", ["lina", "mira"])
def test_others_of_the_shop_read_the_list_and_leave_by_themselves(world, who):
    factories.hire(world)
    browser, page = signed_in(getattr(world, who)), reverse("vendor_people")
    home = browser.get(reverse("vendor_home")).text
    assert page in home
    assert reverse("vendor_changes") not in home
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"email": world.lina.email, "role": "owner"}).status_code == 403
    other = VendorMembership.objects.get(user=world.citra, vendor=world.vendor)
    browser.post(reverse("member_end", args=[other.pk]))
    other.refresh_from_db()
    assert other.until is None
    own = VendorMembership.objects.get(user=getattr(world, who), vendor=world.vendor)
    browser.post(reverse("member_end", args=[own.pk]))
    own.refresh_from_db()
    assert own.until is not None


def test_a_stranger_ends_nobodys_role(world):
    held = VendorMembership.objects.get(user=world.citra, vendor=world.vendor)
    assert signed_in(world.mira).post(reverse("member_end", args=[held.pk])).status_code == 404


def test_an_owner_is_named_only_where_none_can_sign_in(world):
    asked = {"vendor_id": world.vendor.pk, "user": world.lina, "reason": "Wafat"}
    with pytest.raises(services.OwnerRemains):
        services.name_owner(**asked, actor=world.joko)
    world.citra.is_active = False
    world.citra.save(update_fields=["is_active"])
    with pytest.raises(NotAllowed):
        services.name_owner(**asked, actor=world.ani)
    with pytest.raises(services.ReviewedByThem):
        services.name_owner(**{**asked, "user": world.joko}, actor=operator())
    services.name_owner(**asked, actor=operator())
    owners = VendorMembership.objects.filter(vendor=world.vendor, role="owner", until=None)
    assert [row.user for row in owners] == [world.lina]


def operator():
    """Who runs the platform."""
    return factories.make_operator("Oki")
