"""Templates, mails and papers are source: short lines, texts that stay one sentence."""

import re
from pathlib import Path

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


def test_a_line_fits_beside_another_file():
    """No kind of line is exempt. How the lines are broken is `djangofmt --check`'s, in `verify`."""
    assert len(WRITTEN) > 200
    long = [
        f"{named(path)}:{number}: {len(line)}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > MAX_COLUMNS
    ]
    assert long == []


def untrimmed(source: str) -> list[str]:
    """The texts over several lines whose indentation becomes part of the sentence."""
    return [
        text[0]
        for text in TEXT.finditer(source)
        if "\n" in text["words"] and "trimmed" not in text["options"].split()
    ]


def test_a_text_over_several_lines_is_trimmed():
    """Otherwise a translation has the indentation too."""
    assert untrimmed("{% blocktranslate with a=b %}\n  Two\n  lines{% endblocktranslate %}")
    wrong = {named(path): untrimmed(path.read_text(encoding="utf-8")) for path in WRITTEN}
    assert {name: texts for name, texts in wrong.items() if texts} == {}
