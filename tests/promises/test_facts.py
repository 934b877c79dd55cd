"""Facts that stand in texts and that no other test of the suite reads from there."""

import re

import pytest
from allauth.account import app_settings as account
from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from catalog import prices, search_sql
from catalog.models import PriceMark
from marketplace.accounts import kept_forms, phone_codes
from marketplace.core import phones
from marketplace.core.sizes import MEGABYTE
from marketplace.insight import queries as insight
from marketplace.insight import views as insight_views
from marketplace.web import api_fields
from payments.services import settlement
from tests import factories, stories
from tests.accounts.test_second_step import of_today
from tests.payments.money_steps import paid
from tests.promises import sentences
from vendors import rules
from vendors.models import DocumentKind
from vendors.requirements import DEMANDS

MEGABYTES = settings.UPLOAD_MAX_BYTES // MEGABYTE
[LEAST] = [
    rule["OPTIONS"]["min_length"]
    for rule in settings.AUTH_PASSWORD_VALIDATORS
    if "min_length" in rule.get("OPTIONS", {})
]
PAUSE = round(settings.AXES_COOLOFF_TIME * 60)
IN_WORDS = {"ten": 10, "an hour": 1}
NUMBERS = {
    "%(n)s new in 60 days": [insight.NEW_SHOP_DAYS],
    "6 digits; they are good for 5 minutes.": [
        phone_codes.DIGITS,
        phone_codes.LIFE.seconds // 60,
    ],
    "6 digits of the app": [mfa.TOTP_DIGITS],
    "6 digits of the app, or a recovery code": [mfa.TOTP_DIGITS],
    "A JPEG, PNG or WebP photo, or a PDF up to 10 MB.": [MEGABYTES],
    "A clear photo, or a PDF up to 10 MB.": [MEGABYTES],
    "A telephone number has 8 to 15 digits, for example 0812 3456 7890.": [
        phones.MIN_DIGITS,
        phones.MAX_DIGITS,
    ],
    "At least 12 characters. Best are four words that have nothing to do with each other; not your"
    " name or address, not only digits, no common word with a number.": [LEAST],
    "At least 20 transactions": [search_sql.OFTEN_PAID],
    "This address was given for an account on Pasar Bela. Open the link and press the button; it is"
    " valid for 3 days.": [account.EMAIL_CONFIRMATION_EXPIRE_DAYS],
    "To protect the account, signing in is closed for 15 minutes. Then try again, or set a new"
    " password now.": [PAUSE],
    "Too many failed attempts. Wait 15 minutes, then try again.": [PAUSE],
    "We have sent you a letter with one link. Open it to continue; the link is valid for 3 days.": [
        account.EMAIL_CONFIRMATION_EXPIRE_DAYS
    ],
    "What you wrote is kept here for an hour. Nothing was changed yet: send it now.": [
        kept_forms.KEPT_SECONDS / 3_600
    ],
    "Write the 6 digits of your authenticator app, or one recovery code.": [mfa.TOTP_DIGITS],
    "Write the 6 digits the app shows.": [mfa.TOTP_DIGITS],
    "You get ten codes; each opens your account once.": [mfa.RECOVERY_CODE_COUNT],
}
NUMBER = re.compile(rf"\b(\d+|{'|'.join(IN_WORDS)})\b")
LENGTHS = {
    "13 digits, at the top of the letter from OSS.": (rules.check_nib, "8120001234567"),
    "16 digits of the identity card (KTP).": (rules.check_nik, "5371014507850003"),
    "22 digits: the NPWP and 6 digits more. Leave it empty if unsure.": (
        rules.check_nitku,
        "0013121660091000000000",
    ),
    "5 digits, as on your NIB. Type a word to see the list.": (rules.check_kbli, "47739"),
}


@pytest.mark.parametrize(("sentence", "values"), NUMBERS.items())
def test_a_number_in_a_text_is_the_number_in_the_code(sentence, values):
    stated = [IN_WORDS.get(word) or int(word) for word in NUMBER.findall(sentence)]
    assert stated[: len(values)] == values
    assert sentence in {said for _path, said in sentences.sources()}


@pytest.mark.parametrize(("sentence", "check"), LENGTHS.items())
def test_a_length_in_a_text_is_the_length_that_is_checked(sentence, check):
    judge, right = check
    digits = int(sentence.split()[0])
    assert len(right) == digits
    for wrong in (right[:-1], right + "1"):
        assert judge(wrong).params["needed"] == digits


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_papers_named_are_the_papers_asked_for(client, db, language):
    """The first page tells to prepare exactly what the application then asks for."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("home")).content.decode()
    with translation.override(language):
        told = gettext(
            "Have your NIB and the passbook of your bank account at hand. A sole trader also needs "
            "the KTP, a firm or cooperative the NPWP and its deed. You can stop and go on later."
        )
    assert told in page
    assert_names_the_papers(told)


def assert_names_the_papers(told):
    """What everybody hands in, and what a person, a firm and a cooperative hand in besides."""
    everybody = {DocumentKind.NIB, DocumentKind.PASSBOOK}
    assert all({DocumentKind.NIB} <= set(demand.papers) for demand in DEMANDS.values())
    words = {"id_card": "KTP", "npwp": "NPWP", "nib": "NIB"}
    asked = everybody | {DocumentKind.ID_CARD, DocumentKind.NPWP}
    assert asked <= everybody | {kind for demand in DEMANDS.values() for kind in demand.papers}
    assert all(word in told for word in words.values())


def test_the_counter_tells_the_same_papers():
    """An officer who does not sell tells people at the counter what to bring along."""
    told = (
        "They need the NIB and the passbook, each as a photo or PDF; a sole trader also the KTP, a "
        "firm or cooperative the NPWP and its deed."
    )
    assert told in {said for _path, said in sentences.sources()}
    assert_names_the_papers(told)


def test_a_code_of_the_app_works_once(db):
    kim = factories.make_user("Kim")
    factories.add_second_step(kim)
    app = Authenticator.objects.get(user=kim, type=Authenticator.Type.TOTP).wrap()
    code = of_today(factories.SECRET)
    assert [app.validate_code(code), app.validate_code(code)] == [True, False]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (None, "This field cannot be null."),
        (" \u200b ", "This field cannot be empty."),
        ("abcdef", "At most 5 characters."),
        ("a", "At least 2 characters."),
    ],
)
def test_a_program_reads_what_is_wrong_with_its_text(sent, said):
    class Sent(api_fields.Body):
        line = api_fields.LineField(min_length=2, max_length=5)

    with translation.override("en"):
        body = Sent(data={"line": sent})
        assert not body.is_valid()
        assert [str(error) for error in body.errors["line"]] == [said]


def _mark(world, *, paid_count: int, figures: list[int]) -> PriceMark:
    low, q1, median, q3, high = figures
    mark = PriceMark.objects.create(
        tenant=world.etalase.tenant,
        key="nasi|kotak|",
        paid_count=paid_count,
        low_rupiah=low,
        q1_rupiah=q1,
        median_rupiah=median,
        q3_rupiah=q3,
        high_rupiah=high,
    )
    world.sku.price_mark = mark
    world.sku.save(update_fields=["price_mark"])
    return mark


TOO_FEW = "belum cukup untuk dibandingkan"
SPREAD = "Harga dibayar di pasar ini: terendah"
ALL_ALIKE = "Semua pembelian itu seharga"
FAIR = "Terbukti wajar"


@pytest.mark.parametrize(
    ("enough", "spread", "said"),
    [
        (True, [0, 0, 0, 0, 0], {ALL_ALIKE, FAIR}),
        (True, [-5, -1, 0, 1, 5], {SPREAD, FAIR}),
        (False, [0, 0, 0, 0, 0], {TOO_FEW}),
        (False, [-5, -1, 0, 1, 5], {TOO_FEW}),
    ],
)
def test_a_page_says_one_thing_about_a_price(client, world, enough, spread, said):
    """Whether enough was paid is asked once, however the payments lie."""
    least, price = prices.market_rules().enough_paid, prices.price_with_vat(world.sku)
    figures = [price + step * 1_000 for step in spread]
    _mark(world, paid_count=least if enough else least - 1, figures=figures)
    page = client.get(reverse("product_page", args=[world.product.public_id])).content.decode()
    assert {words for words in (TOO_FEW, SPREAD, ALL_ALIKE, FAIR) if words in page} == said


@pytest.mark.usefixtures("bank_settings")
def test_every_finished_order_is_reached_from_the_open_figures(client, world, monkeypatch):
    finished = []
    for _ in range(2):
        claim = stories.claimed(world)
        paid(world, claim)
        settlement.settle()
        finished.append(claim.order)
    monkeypatch.setattr(insight_views, "PER_PAGE", 1)
    pages = [client.get(reverse("cockpit"), {"page": n}).content.decode() for n in (1, 2)]
    for order, page, other in zip(finished, reversed(pages), pages, strict=True):
        address = reverse("transaction", args=[order.public_id])
        assert address in page
        assert address not in other
        assert client.get(address).status_code == 200
