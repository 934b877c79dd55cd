"""The grounds in code and in docs/regulations.md are the same; each is dated and has its source."""

import re
from datetime import date
from pathlib import Path

from django.conf import settings

from vendors.sanctions.grounds import GROUNDS, Ground, grounds_on


def documented():
    """Ground → (from, until, source) as the document says."""
    text = (Path(settings.BASE_DIR) / "docs" / "regulations.md").read_text(encoding="utf-8")
    part = text.split("## Grounds of sanctions")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if re.match(r"\| [a-z_]+ \|", line)
    ]
    return {code: (since, until, source, sure) for code, _what, since, until, source, sure in rows}


def test_the_document_lists_the_same_grounds():
    coded = {
        ground.value: (
            basis.since.isoformat(),
            basis.until.isoformat() if basis.until else "",
            basis.source,
        )
        for ground, basis in GROUNDS.items()
    }
    assert {code: row[:3] for code, row in documented().items()} == coded
    assert set(GROUNDS) == set(Ground)
    assert all(re.search(r"\[(V|V2|I|K)\]", row[3]) for row in documented().values())


def test_a_ground_may_be_named_only_on_its_days():
    assert Ground.FALSE_TKDN not in grounds_on(date(2025, 4, 29))
    assert Ground.FALSE_TKDN in grounds_on(date(2025, 4, 30))
    assert Ground.UNRECORDED not in grounds_on(date(2026, 11, 26))
