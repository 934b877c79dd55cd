"""Templates, mails and papers are source: short lines, texts that stay one sentence."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
WRITTEN = sorted(
    path for ending in ("html", "txt", "typ", "svg") for path in TEMPLATES.rglob(f"*.{ending}")
)
MAX_COLUMNS = 120
TEXT = re.compile(
    r"{% blocktranslate(?P<options>[^%]*)%}(?P<words>.*?){% endblocktranslate %}", re.S
)


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_a_line_fits_beside_another_file(path):
    """No kind of line is exempt. How the lines are broken is `djangofmt --check`'s, in `verify`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [f"{n}: {len(line)}" for n, line in enumerate(lines, 1) if len(line) > MAX_COLUMNS]
    assert not long, f"lines over {MAX_COLUMNS} characters in {named(path)}: {long}"


@pytest.mark.parametrize("path", WRITTEN, ids=named)
def test_a_text_over_several_lines_is_trimmed(path):
    """Without ``trimmed`` the indentation becomes part of the sentence and of its translation."""
    for text in TEXT.finditer(path.read_text(encoding="utf-8")):
        assert "\n" not in text["words"] or "trimmed" in text["options"].split(), text[0]
