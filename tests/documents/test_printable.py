"""Whatever people type can be printed: a hostile corpus goes through every paper."""

import io
import re

import pypdf
import pytest

from marketplace.documents.printable import COVERED, LONGEST_WORD, in_print, printable
from marketplace.documents.typesetting import render_pdf
from tests.documents.hostile import HOSTILE, dressed
from tests.documents.test_typesetting import PAPERS, purchase_letter, read


@pytest.mark.parametrize("template", sorted(PAPERS))
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_every_paper_can_be_printed(template, name):
    pdf = render_pdf(template, dressed(PAPERS[template], HOSTILE[name]))
    assert PAPERS[template]["number"] in read(pdf)[0]


def test_every_sign_called_covered_is_in_all_our_fonts():
    signs = [chr(code) for code in range(0x20, 0x2213) if re.match(f"[{COVERED}]", chr(code))]
    lines = [
        {**purchase_letter()["lines"][0], "name": "".join(signs[at : at + 20])}
        for at in range(0, len(signs), 20)
    ]
    signer = {"position": "".join(signs[:200]), "name": "".join(signs[200:])}
    assert render_pdf("surat-pesanan", purchase_letter(lines=lines, signer=signer))
    assert len(signs) > 300


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Keripik pisang", "Keripik pisang"),
        ("3 ㎡", "3 m2"),
        ("Nguyễn", "Nguyên"),
        ("ＡＢＣ", "ABC"),
        ("A → B", "A -> B"),
        ("Nasi 🍱🍱 kotak", "Nasi ? kotak"),
        ("普洱茶", "?"),
        ("??", "??"),
        ("ko\u200bpi", "kopi"),
        ("a\u3000b", "a b"),
    ],
)
def test_a_sign_without_a_glyph_has_a_visible_one_in_its_place(typed, printed):
    assert printable(typed) == printed


def test_data_of_any_shape_is_printable_and_numbers_stay():
    data = {"rows": [{"name": "🍱", "amount": 5}], "none": None}
    assert in_print(data) == {"rows": [{"name": "?", "amount": 5}], "none": None}


def test_a_word_wider_than_its_column_breaks_and_stays_on_the_page():
    lines = [{**purchase_letter()["lines"][0], "name": "W" * 140}]
    pdf = render_pdf("surat-pesanan", purchase_letter(lines=lines))
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    rows = [row for row in page.extract_text().splitlines() if "WWWW" in row]
    assert len(rows) > 3
    assert all(row.count("W") <= LONGEST_WORD for row in rows)
    assert "1.250.000" in page.extract_text()
