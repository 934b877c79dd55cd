"""The words of a search: which count, what belongs together, and what the database is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import rules, search_words, synonyms
from catalog.search_words import Group, groups_of, joined, wanting, words_of
from tests.shared_data import shared_rows

NAMES = synonyms.by_term(
    [
        (["kelor", "moringa"], [], False),
        (["nasi kotak", "nasi box"], [], False),
        (["atk", "alat tulis kantor"], ["kertas", "spidol"], False),
        (["parsel"], ["hampers"], True),
    ]
)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Kopi  Arabika", ["kopi", "arabika"]),
        ("kopi kopi", ["kopi"]),
        ("téh\x00melati", ["teh", "melati"]),
        ("%%%___", []),
        ("", []),
        ("A4 80-gram", ["a4", "80", "gram"]),
        ("A4 80gsm", ["a4", "80", "gsm"]),
        ("5kg", ["5", "kg"]),
        ("Air 500ml", ["air", "500", "ml"]),
        ("2x3m", ["2", "x", "3", "m"]),
        ("1,5L 2×3", ["1", "5", "l", "2", "x", "3"]),
        ("ko\u200bpi", ["kopi"]),
        ("'; DROP TABLE catalog_product; --", ["drop", "table", "catalog", "product"]),
        ("kopi untuk rapat", ["kopi", "rapat"]),
        ("untuk dan yang", ["untuk", "dan", "yang"]),
        ("belanja", ["belanja"]),
        ("Belanja Modal", ["belanja", "modal"]),
        ("Pengadaan Spanduk Kegiatan Sosialisasi Tahun 2026", ["spanduk", "sosialisasi"]),
        ("paket sembako", ["paket", "sembako"]),
        ("kursi kantor", ["kursi", "kantor"]),
        ("agenda 2026", ["agenda", "2026"]),
    ],
)
def test_words_that_tell_what_is_wanted(typed, words):
    assert words_of(typed) == words


@given(st.text(max_size=12_000))
def test_whatever_is_typed_becomes_a_few_short_words(typed):
    words = words_of(typed)
    assert len(words) <= rules.MAX_WORDS
    assert all(0 < len(word) <= rules.MAX_WORD and word.isalnum() for word in words)
    assert "\x00" not in rules.clean_query(typed)
    assert len(rules.clean_query(typed)) <= rules.MAX_QUERY


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        (["kelor"], [Group(("kelor",), (("moringa",),))]),
        (["nasi", "box", "ayam"], [Group(("nasi", "box"), (("nasi", "kotak"),)), Group(("ayam",))]),
        (
            ["beras", "5", "kg"],
            [Group(("beras",)), Group(("5", "kg"), (("5", "kilo"), ("5", "kilogram")))],
        ),
        (["spidol"], [Group(("spidol",))]),  # pens are stationery, stationery is no pen
        (["hampers"], [Group(("hampers",), (("parsel",),))]),
    ],
)
def test_terms_belong_together_and_bring_their_other_names(words, groups):
    assert list(groups_of(words, NAMES)) == groups


def test_neighbours_are_also_read_as_one_word():
    assert joined(["flash", "disk", "64"]) == [("flashdisk", "64")]


def test_typed_words_may_go_on_and_other_names_may_not():
    groups = groups_of(["kelor", "a"], NAMES)
    assert wanting(groups) == "((kelor:*) | (moringa)) & ((a))"
    assert wanting(groups, within="A", beginnings=False) == "((kelor:A) | (moringa:A)) & ((a:A))"


def test_a_term_is_read_as_listings_are():
    assert synonyms.way_of("T-Shirt  Katun 24s") == ("t", "shirt", "katun", "24")
    assert synonyms.way_of("'; --") == ()
    assert len(synonyms.way_of("a b c d e")) == search_words.MAX_TERM


def test_real_names_of_packages_keep_what_they_are_about():
    names = {row["nama_paket"] for row in shared_rows("procurement/paket_open.csv")}
    read = {name: words_of(name) for name in names}
    assert all(len(words) <= rules.MAX_WORDS for words in read.values())
    assert [name for name, words in read.items() if not words and any(map(str.isalnum, name))] == []
    buying = [name for name, words in read.items() if set(words) & search_words.BUYING]
    assert len(buying) < len(names) / 10  # of which nothing else is said


def test_words_that_join_are_such_for_others_too():
    others = {row["kata"] for row in shared_rows("search/stopwords_id.csv")}
    own = {word for word in search_words.STOP if len(word) > 3} - {"with", "tersebut"}
    assert len(own - others) < len(own) / 4, own - others
