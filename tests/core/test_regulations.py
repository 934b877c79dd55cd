"""The rulebook's rows, the document that explains them and the pure defaults say the same."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from vendors.channels import Channel
from vendors.rules import CAPITAL_BOUNDS, SALES_BOUNDS

ROOT = Path(__file__).resolve().parents[2]
UNITS = {"rupiah", "bp", "bp_per_day", "days", "working_days", "offers"}


def rows():
    """The machine-readable rules."""
    path = ROOT / "marketplace" / "core" / "data" / "rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documented():
    """(code, channel, value, unit, from) of each row of the document's table, and the rest."""
    text = (ROOT / "docs" / "regulations.md").read_text(encoding="utf-8")
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| R-")
    ]
    return {
        (code, ch, value, unit, day): (what, source, sure)
        for code, what, ch, value, unit, day, source, sure in table
    }


def test_the_document_and_the_data_list_the_same_rules():
    listed = {(r["code"], r["channel"], r["value"], r["unit"], r["valid_from"]) for r in rows()}
    assert listed == set(documented())


def test_every_documented_rule_says_what_it_is_where_from_and_how_sure():
    for what, source, sure in documented().values():
        assert what
        assert source
        assert re.search(r"\[(V|V2|I|K)\]", sure)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["code"])
def test_every_row_is_well_formed(row):
    assert re.fullmatch(r"R-[A-Z0-9-]{1,30}", row["code"])
    assert row["channel"] in {"", *Channel}
    assert row["unit"] in UNITS
    assert int(row["value"]) >= 0
    assert date.fromisoformat(row["valid_from"]) <= date(2026, 11, 22)
    assert row["valid_to"] == "" or row["valid_to"] >= row["valid_from"]
    assert row["legal_source"]


def test_no_two_rows_are_in_force_on_the_same_day():
    seen = [(row["code"], row["channel"]) for row in rows() if row["valid_to"] == ""]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("kind", "bounds"), [("CAPITAL", CAPITAL_BOUNDS), ("SALES", SALES_BOUNDS)])
def test_the_size_classes_use_the_same_bounds(kind, bounds):
    values = {row["code"]: int(row["value"]) for row in rows()}
    named = [values[f"R-SIZE-1-{kind}-{size}"] for size in ("MICRO", "SMALL", "MEDIUM")]
    assert named == [bounds.micro, bounds.small, bounds.medium]
