"""One cleaner of typed text: what looks the same is the same, what looks empty is empty."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.errors import DomainError
from marketplace.core.text import clean_line, clean_text, one_stop

PASTED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a 1\n\r\t\x00\u200b\u200d\ufe0f\u00a0\u2013\u2019\u0301👩🏽"),
        st.sampled_from("❤🔥\ud83d\u3164"),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  Kopi   Bajawa ", "Kopi Bajawa"),
        ("Ko\u200bpi\ufeff \u202eBaja\u00adwa\u200f", "Kopi Bajawa"),
        ("Jl.\u00a0Melati\u20073\u3000A", "Jl. Melati 3 A"),
        ("250\u2013500 g \u2014 \u2212", "250-500 g - -"),
        ("\u201cSa\u2019ban\u201d", '"Sa\'ban"'),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\x00b\x1b\x7f", "ab"),
        ("satu\r\ndua\ttiga", "satu dua tiga"),
        ("\ud83d kopi", "kopi"),
        ("\uf0b7 butir", "butir"),
        ("\ufffe\U0010ffff", ""),
        ("\u3164\u2800\u200b\u00a0\ufe0f\u034f", ""),
        ("👩🏽\u200d🌾 ❤\ufe0f\u200d🔥 🇮🇩", "👩🏽\u200d🌾 ❤\ufe0f\u200d🔥 🇮🇩"),
        ("k\u200do\ufe0fpi\u200d", "kopi"),
        ("\uff33anggar \U0001d413enun", "Sanggar Tenun"),
        ("ꦏꦺꦴꦥꦶ 咖啡 ㎡", "ꦏꦺꦴꦥꦶ 咖啡 ㎡"),
    ],
)
def test_a_line_is_what_was_meant(typed, meant):
    assert clean_line(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("satu\r\ndua\rtiga\u2028empat", "satu\ndua\ntiga\nempat"),
        ("satu  \r\n\r\n\r\n\r\n dua \n", "satu\n\n dua"),
        ("\r\n\u200b\r\n\u3164", ""),
    ],
)
def test_lines_keep_their_ends_once(typed, meant):
    assert clean_text(typed) == meant


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@given(typed=PASTED)
def test_cleaning_is_done_once_and_stores_well(clean, typed):
    text = clean(typed)
    assert clean(text) == text
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    text.encode()
    assert not any(unicodedata.category(char) in {"Cs", "Co"} for char in text)
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in text)


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=40))
def test_plain_words_are_left_alone(word):
    assert clean_line(word) == word == clean_text(word)


@pytest.mark.parametrize(
    ("joined", "said"),
    [
        ("Alasan: Rusak.. Perbaiki.", "Alasan: Rusak. Perbaiki."),
        ("Alasan: Kenapa?. Perbaiki.", "Alasan: Kenapa? Perbaiki."),
        ("Alasan: Cepat!. Perbaiki.", "Alasan: Cepat! Perbaiki."),
        ("Alasan: dan lain-lain...", "Alasan: dan lain-lain..."),
        ("Rp 1.000.000,00. Harga 1.5.", "Rp 1.000.000,00. Harga 1.5."),
        ("UD. Sari Rasa.", "UD. Sari Rasa."),
    ],
)
def test_a_stop_is_not_doubled(joined, said):
    assert one_stop(joined) == said


def test_a_refusal_that_quotes_a_sentence_ends_once():
    assert DomainError("The bank says: Closed.. Try again.").message.count("..") == 0
