"""One person, two shops: a visible choice, and pages that name a thing go by the thing."""

import pytest
from django.urls import reverse

from marketplace.orders import services as ordering
from marketplace.web import panels
from tests import factories, stories
from vendors import services
from vendors.acting import shop_url
from vendors.models import VendorRole


@pytest.fixture
def second(world):
    """Another owner's shop, where Citra keeps the money."""
    shop = factories.make_vendor(factories.make_user("Rini"), name="Kopi Rini")
    factories.join(shop, world.citra, VendorRole.FINANCE)
    return shop


@pytest.fixture
def as_citra(client, world):
    client.force_login(world.citra)
    return client


def choose(client, shop, **more):
    return client.post(reverse("vendor_switch"), {"vendor": str(shop.public_id), **more})


def test_with_one_shop_nothing_is_asked(as_citra, world):
    page = as_citra.get(reverse("vendor_home"))
    assert page.context["vendor"] == world.vendor
    assert reverse("vendor_switch") not in page.content.decode()


def test_with_two_shops_the_page_names_the_chosen_one(as_citra, world, second):
    page = as_citra.get(reverse("vendor_home")).content.decode()
    assert f"Anda bertindak untuk {world.vendor.name}" in page
    chosen = choose(as_citra, second, next=reverse("vendor_money"))
    assert chosen.url == reverse("vendor_money")
    money = as_citra.get(reverse("vendor_money"))
    assert money.context["vendor"] == second
    assert "Anda bertindak untuk Kopi Rini" in money.content.decode()


def test_the_role_in_the_chosen_shop_decides(as_citra, second):
    assert as_citra.get(reverse("vendor_products")).status_code == 200
    choose(as_citra, second)
    assert as_citra.get(reverse("vendor_products")).status_code == 403
    assert as_citra.get(reverse("product_new")).status_code == 403


@pytest.mark.parametrize("target", ["https://jahat.test/", "//jahat.test", ""])
def test_a_choice_never_leads_off_the_site(as_citra, second, target):
    assert choose(as_citra, second, next=target).url == reverse("vendor_home")


@pytest.mark.parametrize("vendor", ["", "bukan-uuid", "00000000-0000-4000-8000-000000000000"])
def test_only_ones_own_shops_can_be_chosen(as_citra, vendor):
    answer = as_citra.post(reverse("vendor_switch"), {"vendor": vendor})
    assert answer.status_code == 404
    foreign = factories.make_vendor()
    assert choose(as_citra, foreign).status_code == 404


def test_who_leaves_a_chosen_shop_acts_for_the_other_one(as_citra, world, second):
    choose(as_citra, second)
    role = second.memberships.get(user=world.citra)
    services.end_membership(membership_id=role.pk, actor=world.citra)
    assert as_citra.get(reverse("vendor_money")).context["vendor"] == world.vendor


def test_a_thing_is_judged_by_its_own_shop_whatever_is_chosen(as_citra, world, second):
    order = stories.issued(world, 1)
    choose(as_citra, second)
    assert as_citra.get(reverse("product_edit", args=[world.product.public_id])).status_code == 200
    accepted = as_citra.post(stories.step_path(order, "accept"))
    assert accepted.status_code == 303
    theirs = factories.make_product(second, world.etalase)
    assert as_citra.get(reverse("product_edit", args=[theirs.public_id])).status_code == 404


def test_a_link_about_the_other_shop_asks_before_it_switches(as_citra, world, second):
    link = shop_url("vendor_money", second)
    asked = as_citra.get(link)
    assert (asked.context["meant"], asked.context["chosen"]) == (second, world.vendor)
    assert "Kopi Rini" in asked.content.decode()
    choose(as_citra, second, next=reverse("vendor_money"))
    assert as_citra.get(link).context["vendor"] == second
    assert as_citra.get(shop_url("vendor_money", world.vendor)).context["meant"] == world.vendor


def test_a_link_about_a_strangers_shop_says_nothing_of_it(as_citra, world):
    foreign = factories.make_vendor(name="Rahasia")
    page = as_citra.get(shop_url("vendor_home", foreign))
    assert page.context["vendor"] == world.vendor
    assert "Rahasia" not in page.content.decode()
    assert as_citra.get(reverse("vendor_home") + "?penyedia=%00x").status_code == 200


def test_tasks_of_all_ones_shops_are_listed(as_citra, world, second, rf):
    factories.join(second, world.citra, VendorRole.STAFF)
    factories.make_product(second, world.etalase)
    for vendor in (world.vendor, second):
        product = vendor.products.first()
        order = stories.submitted(world, 1, product=product)
        ordering.approve_order(order_id=order.pk, actor=world.budi)
    request = rf.get("/")
    request.user = world.citra
    details = " ".join(task.detail for task in panels.collect("tasks", request))
    assert world.vendor.name in details
    assert "Kopi Rini" in details


def test_staff_of_a_shop_may_found_their_own_and_act_for_it_then(client, world):
    factories.join(world.vendor, world.lina, VendorRole.STAFF)
    client.force_login(world.lina)
    assert client.get(reverse("vendor_apply")).url.endswith("/usaha/")
    own = services.start_application(name="Tenun Lina", actor=world.lina)
    assert client.get(reverse("vendor_step", args=["usaha"])).context["vendor"] == own
    assert client.get(reverse("vendor_home")).context["vendor"] == world.vendor


def test_staff_and_finance_see_of_the_shop_what_is_theirs(client, world):
    factories.hire(world)
    for person, sees_money in ((world.lina, False), (world.mira, True)):
        client.force_login(person)
        home = client.get(reverse("vendor_home")).content.decode()
        assert world.vendor.name in home
        assert "isi-daftar" not in home
        assert 'id="berkas"' not in home
        assert (reverse("vendor_money") in home) is sees_money
        money = client.get(reverse("vendor_money"))
        assert money.status_code == (200 if sees_money else 403)
