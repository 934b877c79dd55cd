"""One's own pages: whoever may open a page finds the way to it in the menu."""

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.web import panels
from tests import factories
from vendors.models import VendorRole
from vendors.services import add_member

KEPT = ("comparison", "saved_lists", "saved_searches")
PLACES = {
    "ani": ["negotiations", "competitions", "cart", *KEPT, "budget", "cockpit", "tickets"],
    "budi": ["negotiations", "competitions", *KEPT, "finance", "budget", "cockpit", "tickets"],
    "citra": [
        "vendor_home",
        "vendor_products",
        "shop_questions",
        "freight_quotes",
        "negotiations",
        "competitions",
        "licence_list",
        "shop_cases",
        "vendor_money",
        "cockpit",
        "tickets",
    ],
    "eka": [*KEPT, "cockpit", "tickets"],
    "fajar": ["finance", "cards", "cockpit", "tickets"],
}


def places(rf, person):
    request = rf.get("/")
    request.user = person
    request.session = {}
    return [place.key for place in panels.collect("places", request)]


@pytest.mark.parametrize("name", PLACES)
def test_everybody_finds_their_own_pages(rf, client, world, name):
    person = getattr(world, name)
    assert places(rf, person) == PLACES[name]
    client.force_login(person)
    page = client.get(reverse("tasks")).content.decode()
    for key in PLACES[name]:
        # In the rail of the desk and above the tasks on the phone.
        assert page.count(f'href="{reverse(key)}"') >= 2, key
        assert client.get(reverse(key)).status_code == 200


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (
            Role.VENDOR_VERIFIER,
            [
                "vendor_queue",
                "case_board",
                "sanction_list",
                "target_lists",
                "support_figures",
                "counter_report",
                "funnel",
                "cockpit",
                "tickets",
            ],
        ),
        (
            Role.CATALOGUE_MANAGER,
            [
                *("catalogue_queue", "showcases", "listing_reports", "live_goods"),
                *("target_lists", "synonyms", "moderated_questions", "moderated_ratings"),
                *("funnel", "cockpit"),
                "tickets",
            ],
        ),
        (
            Role.INTERNAL_AUDITOR,
            [
                "vendor_queue",
                "case_board",
                "sanction_list",
                "target_lists",
                "negotiations",
                "competitions",
                "finance",
                "budget",
                "cards",
                "support_figures",
                "counter_report",
                "funnel",
                "cockpit",
                "tickets",
            ],
        ),
        (
            Role.COUNTER_OFFICER,
            ["counter_desk", "counter_report", "cockpit", "tickets"],
        ),
    ],
)
def test_a_queue_is_found_also_when_nothing_waits_in_it(rf, client, world, role, keys):
    person = factories.make_tenant_officer("Lia", role, world.agency.tenant)
    assert places(rf, person) == keys
    client.force_login(person)
    for key in keys:
        assert client.get(reverse(key)).status_code == 200


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (
            VendorRole.STAFF,
            [
                *("vendor_home", "vendor_products", "shop_questions", "freight_quotes"),
                *(
                    "negotiations",
                    "competitions",
                    "licence_list",
                    "shop_cases",
                    "cockpit",
                    "tickets",
                ),
            ],
        ),
        (VendorRole.FINANCE, ["vendor_home", "vendor_money", "cockpit", "tickets"]),
    ],
)
def test_people_of_a_shop_find_what_their_role_may_do(rf, client, world, role, keys):
    person = factories.make_user("Lia")
    add_member(vendor_id=world.vendor.pk, user=person, role=role, actor=world.citra)
    assert places(rf, person) == keys
    client.force_login(person)
    for key in keys:
        assert client.get(reverse(key)).status_code == 200


def test_a_newcomer_is_led_to_opening_a_shop_and_an_operator_to_the_tables(rf, client, db):
    newcomer = factories.make_user("Lia")
    assert places(rf, newcomer) == ["vendor_home", "cockpit", "tickets"]
    client.force_login(newcomer)
    assert "Buka toko" in client.get(reverse("tasks")).content.decode()
    operator = factories.make_operator("Max")
    assert places(rf, operator) == [
        *(
            "sanction_list",
            "categories",
            "synonyms",
            "finance",
            "appointments",
            "cockpit",
            "tickets",
            "admin:index",
        )
    ]
    client.force_login(operator)
    assert reverse("admin:index") in client.get(reverse("tasks")).content.decode()
