"""Lists of goods and filters written without templates: nothing in them is markup of its own."""

from html import escape

import pytest
from django.template import Context, Template
from django.utils.translation import gettext

from catalog.facets import Choice, Group
from catalog.offers import Card

HOSTILE = "<script>alert('1')</script>\"&{heading}"


def card(**fields) -> Card:
    plain = Card(
        key=7,
        name="Kain tenun gedog",
        url="/produk/1/",
        image="/gambar/1.webp",
        srcset="",
        blur="",
        price="Rp 333.000",
        several=False,
        unit="lembar",
        per="",
        vendor="Sanggar Kembang",
        place="Kab. Tuban",
        far="",
        size="",
        certs=[],
        median="",
        trend="",
        tone="",
        payments="",
    )
    return Card(**{**plain, **fields})


def drawn(template: str, **context) -> str:
    return Template("{% load goods %}" + template).render(Context(context))


def cards(*ones: Card, options: str = "") -> str:
    return drawn('{% product_cards cards "h2"' + options + " %}", cards=ones)


TEXTS = sorted(Card.__annotations__.keys() - {"key", "several", "certs", "trend"})


@pytest.mark.parametrize("field", TEXTS)
def test_what_a_shop_wrote_stays_text(field):
    shown = {"median": "2 % below median", field: HOSTILE}
    found = cards(card(**shown))
    assert "<script" not in found
    assert escape(HOSTILE) in found, "it is shown as it was written"


def test_goods_are_ticked_only_where_the_page_lets_them_be():
    assert "checkbox" not in cards(card())
    found = cards(card(name=HOSTILE), options=" pick=1")
    assert 'name="goods" value="7" form="pilihan"' in found
    assert "<script" not in found


def test_a_badge_stays_text():
    found = cards(card(certs=["TKDN 78 %", HOSTILE]))
    assert "<script" not in found
    assert "TKDN 78 %" in found
    assert escape(HOSTILE) in found


def test_what_a_listing_lacks_leaves_no_empty_markup():
    found = cards(card())
    for mark in ("srcset", "samar", "kelas", "serti", "ic-s"):
        assert mark not in found


def test_only_the_first_photo_is_fetched_at_once():
    found = cards(card(), card(), options=" eager=True")
    assert found.count("<li ") == 2
    assert found.count('loading="lazy"') == 1
    assert found.index("<img") < found.index('loading="lazy"')


def test_a_listing_of_several_kinds_begins_at_its_lowest_price():
    assert f">{gettext('from')}</span>" in cards(card(several=True))


def test_a_filter_says_what_is_chosen_and_stays_text():
    choices = [
        Choice(key="w-1", name="wilayah", value=HOSTILE, label=HOSTILE, count="61", checked=True),
        Choice(key="w-2", name="wilayah", value="53", label="NTT", count="2", checked=False),
    ]
    found = drawn('{% filter_groups groups "s" %}', groups=[Group(HOSTILE, choices)])
    assert "<script" not in found
    assert found.count(escape(HOSTILE)) == 3
    assert found.count(" checked>") == 1
    assert 'for="s-w-2"' in found
    assert 'id="s-w-2"' in found
