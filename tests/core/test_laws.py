"""Sources of law: Indonesian pages cite Pasal, ayat and huruf; English ones as they are stored."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from marketplace.core.laws import cited

SHEETS = ("marketplace/core/data/rulebook.csv", "vendors/support/data/ladder.csv")


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("PP 7/2021 Art. 35", "PP 7/2021 Pasal 35"),
        ("UU 10/2020 Art. 3(2)g: due", "UU 10/2020 Pasal 3 ayat (2) huruf g: due"),
        ("Perpres 46/2025 Art. 79(4)-(5): x", "Perpres 46/2025 Pasal 79 ayat (4)–(5): x"),
        ("UU 27/2022 (PDP) art. 32: x", "UU 27/2022 (PDP) Pasal 32: x"),
        ("Decision of the platform: art of weaving", "Decision of the platform: art of weaving"),
    ],
)
def test_how_a_source_is_cited(stored, shown):
    with translation.override("id"):
        assert cited(stored) == shown
    with translation.override("en"):
        assert cited(stored) == stored


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_source_of_the_sheets_says_article_in_indonesian(sheet):
    with (Path(settings.BASE_DIR) / sheet).open() as rows, translation.override("id"):
        sources = [cited(row["legal_source"]) for row in csv.DictReader(rows)]
    assert not [source for source in sources if "art." in source.lower()]
