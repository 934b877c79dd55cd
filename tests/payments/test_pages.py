"""The money pages: who sees them, what they say, and that looking changes nothing."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.orders.models import OrderStatus
from marketplace.web import panels
from payments.decline_reasons import TROUBLES, WORDS
from payments.models import CardPayment, Payout
from payments.services import drive_instructions, settlement
from payments.services.answers import park
from tests import stories
from tests.factories import make_etalase, make_officer, make_operator, make_product, make_user
from tests.payments.money_steps import paid, pay, told

pytestmark = pytest.mark.usefixtures("bank_settings")
EVERYBODY = ("ani", "budi", "citra", "dedi", "eka", "fajar", "gita", "hadi", "indra", "joko")


def text(response) -> str:
    return response.content.decode()


def page(client, person, name, *args):
    client.force_login(person)
    return client.get(reverse(name, args=args))


def test_the_finance_page_is_for_those_who_handle_or_audit_money(client, world, claim):
    seen = {who: page(client, getattr(world, who), "finance").status_code for who in EVERYBODY}
    assert {who for who, code in seen.items() if code == 200} == {
        "budi", "fajar", "gita", "hadi", "indra",
    }  # fmt: skip
    assert set(seen.values()) == {200, 403}
    client.logout()
    assert client.get(reverse("finance")).url.startswith("/masuk/")


def test_an_operator_is_told_that_claims_are_read_by_agencies_instead_of_zeros(
    client, world, claim
):
    shown = text(page(client, make_operator("Oki"), "finance"))
    assert 'id="neraca"' in shown
    assert 'id="tagihan"' not in shown
    assert "Tagihan dan penarikan dibaca orang instansi" in shown
    assert 'id="tagihan"' in text(page(client, world.hadi, "finance"))


def test_it_shows_what_waits_and_what_was_declined(client, world, claim):
    pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    shown = text(page(client, world.gita, "finance"))
    assert claim.number in shown
    assert "Insufficient Funds" not in shown  # the reader gets words, not the codes of the bank
    assert str(WORDS["Insufficient Funds"]) in unescape(shown)
    assert "Rp\xa02.220.000" in shown


def test_another_agencys_money_is_not_shown(client, world, claim):
    stranger = make_officer("Sinta", "treasurer", world.dedi.memberships.get().agency)
    assert claim.number not in text(page(client, stranger, "finance"))
    assert page(client, stranger, "claim_detail", claim.public_id).status_code == 404


def test_only_auditors_read_the_platforms_accounts(client, world, claim):
    paid(world, claim)
    audit_page = text(page(client, world.indra, "finance"))
    assert 'id="neraca"' in audit_page
    assert "Rp\xa02.213.340" in audit_page  # the bank's side: gross less MDR
    assert 'id="neraca"' not in text(page(client, world.gita, "finance"))


def test_more_claims_cost_no_more_queries(client, world):
    client.force_login(world.indra)
    counts = []
    for _ in range(2):
        for _ in range(2):
            paid(world, stories.claimed(world))
            stories.claimed(world)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("finance"))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 23


# ---- paying


def test_the_card_holder_pays_from_the_claims_page(client, world, claim):
    card = stories.card_of(world)
    shown = page(client, world.fajar, "claim_pay", claim.public_id)
    assert f'value="{card.pk}"' in text(shown)
    answer = client.post(reverse("claim_pay", args=[claim.public_id]), {"card": card.pk})
    assert answer.url == reverse("order_detail", args=[claim.order.public_id])
    assert CardPayment.objects.get().card == card
    again = client.post(reverse("claim_pay", args=[claim.public_id]), {"card": card.pk})
    assert again.status_code == 409
    assert CardPayment.objects.count() == 1


def test_the_card_holder_pays_on_the_orders_page(client, world, claim):
    order, card = claim.order, stories.card_of(world)
    url = stories.step_path(order, "pay")
    shown = text(page(client, world.fajar, "order_detail", order.public_id))
    assert url in shown
    assert f'name="claim" value="{claim.public_id}"' in shown
    assert "Rp\xa02.220.000" in shown
    chosen = {"claim": claim.public_id, "card": card.pk}
    assert client.post(url, {"card": card.pk}).status_code == 422
    other = stories.claimed(world, quantity=1)
    assert client.post(url, {**chosen, "claim": other.public_id}).status_code == 422
    assert not CardPayment.objects.exists()
    assert client.post(url, chosen).url == reverse("order_detail", args=[order.public_id])
    assert CardPayment.objects.get().claim == claim
    assert client.post(url, chosen).status_code == 409
    assert client.get(url).status_code == 409
    assert CardPayment.objects.count() == 1


@pytest.mark.parametrize("choice", [{}, {"card": ""}, {"card": "999999"}, {"card": "x"}])
def test_without_a_card_of_ones_own_nothing_is_charged(client, world, claim, choice):
    stories.card_of(world)
    client.force_login(world.fajar)
    answer = client.post(reverse("claim_pay", args=[claim.public_id]), choice)
    assert answer.status_code == 422
    assert not CardPayment.objects.exists()


@pytest.mark.parametrize(
    ("who", "code"),
    [("ani", 404), ("citra", 404), ("dedi", 404), ("eka", 404), ("joko", 404),
     ("budi", 403), ("gita", 403), ("hadi", 403), ("indra", 403)],
)  # fmt: skip
def test_nobody_else_pays(client, world, claim, who, code):
    card = stories.card_of(world)
    client.force_login(getattr(world, who))
    url = reverse("claim_pay", args=[claim.public_id])
    assert client.get(url).status_code == code
    assert client.post(url, {"card": card.pk}).status_code == code
    assert not CardPayment.objects.exists()


def test_a_holder_without_a_card_is_led_to_register_one(client, world, claim):
    shown = text(page(client, world.fajar, "claim_pay", claim.public_id))
    assert reverse("cards") in shown


def test_the_waiting_page_asks_until_the_bank_has_answered(client, world, claim):
    pay(world, claim)
    url = reverse("claim_status", args=[claim.public_id])
    client.force_login(world.fajar)
    waiting = client.get(url)
    assert f'hx-get="{url}"' in text(waiting)
    assert "HX-Refresh" not in waiting
    order_page = text(client.get(reverse("order_detail", args=[claim.order.public_id])))
    assert f'hx-get="{url}"' in order_page
    drive_instructions()
    answered = client.get(url)
    assert answered["HX-Refresh"] == "true"
    assert "hx-get" not in text(answered)


def test_looking_at_a_claim_changes_nothing(client, world, claim):
    for name in ("claim_detail", "claim_pay", "claim_status"):
        assert page(client, world.fajar, name, claim.public_id).status_code == 200
    claim.order.refresh_from_db()
    assert claim.order.status == OrderStatus.HANDED_OVER
    assert not CardPayment.objects.exists()


def test_the_treasurer_reads_the_claim_and_has_no_button(client, world, claim):
    shown = text(page(client, world.gita, "claim_detail", claim.public_id))
    assert claim.number in shown
    assert reverse("claim_pay", args=[claim.public_id]) not in shown


def test_a_charge_that_stands_still_can_be_asked_about(client, world, claim):
    payment = pay(world, claim)
    park(instruction_id=payment.instruction_id, trouble="rejected")
    url = reverse("instruction_recheck", args=[payment.instruction_id])
    client.force_login(world.gita)
    assert client.post(url).status_code == 403
    client.force_login(world.dedi)
    assert client.post(url).status_code == 404
    client.force_login(world.fajar)
    assert url in text(client.get(reverse("claim_detail", args=[claim.public_id])))
    assert client.get(url).status_code == 405
    assert client.post(url).url == reverse("claim_detail", args=[claim.public_id])
    payment.refresh_from_db()
    assert payment.status == "declined"


def test_operators_see_what_waits_with_the_next_step_and_close_it(client, rf, world, bank, claim):
    payment = pay(world, claim, token="card-declined-fajar")
    drive_instructions()
    told(payment)
    operator = make_user("Operator", is_staff=True)
    request = rf.get("/")
    request.user = operator
    finance = reverse("finance")
    assert [task.url for task in panels.collect("tasks", request)] == [f"{finance}#perhatian"]
    shown = unescape(text(page(client, operator, "finance")))
    assert str(TROUBLES["late_success"].next_step) in shown
    close = reverse("instruction_close", args=[payment.instruction_id])
    assert close in shown
    assert client.post(close, {"reason": " "}).status_code == 422
    assert client.post(close, {"reason": "Surat 12/2026: batal"}).url == finance
    payment.refresh_from_db()
    assert payment.status == "declined"
    assert 'id="perhatian"' not in text(page(client, operator, "finance"))
    for who in ("fajar", "gita", "citra"):
        assert page(client, getattr(world, who), "instruction_close", 1).status_code == 403, who


# ---- the vendor's side


def test_the_vendor_sees_where_each_orders_money_is(client, world, claim):
    first = text(page(client, world.citra, "vendor_money"))
    assert claim.order.number in first
    paid(world, claim)
    settlement.settle()
    shown = text(page(client, world.citra, "vendor_money"))
    assert Payout.objects.get().bank_reference in shown
    assert "Rp\xa01.983.340" in shown
    assert world.vendor.account_number not in shown
    home = text(client.get(reverse("vendor_home")))
    assert reverse("vendor_money") in home
    for who in ("ani", "dedi", "gita"):
        assert page(client, getattr(world, who), "vendor_money").status_code == 404


def test_a_refused_payout_is_a_task_and_can_be_repeated(client, rf, world, bank, claim):
    paid(world, claim)
    bank.knobs(refuse_payout_next=1)
    settlement.settle()
    payout = Payout.objects.get()
    request = rf.get("/")
    request.user = world.citra
    assert reverse("vendor_money") in [task.url for task in panels.collect("tasks", request)]
    url = reverse("payout_retry", args=[payout.pk])
    assert url in text(page(client, world.citra, "vendor_money"))
    for who in ("dedi", "gita", "indra"):
        client.force_login(getattr(world, who))
        assert client.post(url).status_code == 404, who
    client.force_login(world.citra)
    assert client.post(url).url == reverse("vendor_money")
    assert client.post(url).status_code == 409
    assert settlement.settle() == 1


def test_the_order_page_shows_everybody_where_the_money_is(client, world, claim):
    paid(world, claim)
    settlement.settle()
    payout = Payout.objects.get()
    for who in ("ani", "budi", "citra", "eka", "fajar", "gita", "indra"):
        shown = text(page(client, getattr(world, who), "order_detail", claim.order.public_id))
        assert payout.bank_reference in shown, who
        assert stories.card_of(world).token not in shown


def test_a_claim_is_a_task_of_the_card_holder_until_it_is_paid(rf, world, claim):
    def tasks(person):
        request = rf.get("/")
        request.user = person
        return [task.icon for task in panels.collect("tasks", request)]

    assert tasks(world.fajar) == ["credit-card"]
    assert "credit-card" not in tasks(world.gita)
    paid(world, claim)
    assert tasks(world.fajar) == []


def test_the_local_catalogue_is_not_paid_by_card(client, world):
    local = make_product(world.vendor, make_etalase(world.agency.tenant, channel="katalog_lokal"))
    claim = stories.claimed(world, product=local)
    stories.card_of(world)
    assert page(client, world.fajar, "claim_pay", claim.public_id).status_code == 403
    assert claim.number not in text(page(client, world.fajar, "finance"))
    shown = text(page(client, world.gita, "claim_detail", claim.public_id))
    assert "di luar pasar ini" in shown
    assert "Pemegang kartu instansi" not in shown


def test_beside_the_tasks_stands_where_the_money_is(client, world, claim):
    holder = text(page(client, world.fajar, "tasks"))
    assert reverse("finance") in holder
    assert "Rp\xa02.220.000" in holder
    assert "Rp\xa01.990.000" in text(page(client, world.citra, "tasks"))  # before the bank's fee
    paid(world, claim)
    assert "Rp\xa01.983.340" in text(page(client, world.citra, "tasks"))
    settlement.settle()
    assert 'id="uang-masuk"' not in text(page(client, world.citra, "tasks"))
    assert reverse("finance") not in text(page(client, world.eka, "tasks"))


def test_the_money_split_knows_the_banks_fee_once_it_is_paid(rf, world, claim):
    def fees():
        claim.order.refresh_from_db()
        return sum(panels.collect("order.fees", rf.get("/"), claim.order))

    assert fees() == 0
    paid(world, claim)
    assert fees() == 6_660
