"""``manage.py translations``: keep locale/id complete, without gettext tools on the machine."""

import json
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.web import translations


class Command(BaseCommand):
    """Update, or with --check only judge, the Indonesian catalogue."""

    help = "Collects our sentences into locale/id, imports translations and compiles them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --check, --import and --root."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if not ok")
        parser.add_argument(
            "--import",
            dest="files",
            nargs="+",
            type=Path,
            default=[],
            metavar="FILE.json",
            help="{msgid: msgstr or [msgstr]}; wins over what the catalogue has",
        )
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="project folder")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run. Raises: CommandError when --check finds a problem or a file cannot be read."""
        root: Path = options["root"]
        po = root / "locale" / translations.LOCALE / "LC_MESSAGES" / "django.po"
        found = translations.collect(root)
        if options["check"]:
            self._check(found, po)
        else:
            self._update(found, po, [_read_json(path) for path in options["files"]])

    def _check(self, found: Catalog, po: Path) -> None:
        catalogue = translations.read_catalogue(po)
        problems = translations.find_problems(found, catalogue)
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != translations.mo_bytes(catalogue):
            problems.stale.append(f"{mo.name} (run manage.py translations)")
        lines = list(problems.lines())
        for line in lines:
            self.stdout.write(line)
        if lines:
            raise CommandError(f"translations: {len(lines)} problems")
        self.stdout.write(f"translations: {len(found)} sentences, all translated")

    def _update(self, found: Catalog, po: Path, imports: list[dict[str, str | list[str]]]) -> None:
        imported = {key: text for part in imports for key, text in part.items() if any(text)}
        catalogue = translations.updated(found, translations.read_catalogue(po), imported)
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(translations.po_bytes(catalogue))
        po.with_suffix(".mo").write_bytes(translations.mo_bytes(catalogue))
        problems = translations.find_problems(found, catalogue)
        for line in problems.lines():
            self.stdout.write(line)
        missing = len(problems.missing)
        self.stdout.write(f"translations: {len(found)} sentences, {missing} without translation")


def _read_json(path: Path) -> dict[str, str | list[str]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(f"{path}: {problem}") from problem
    if not isinstance(content, dict):
        raise CommandError(f"{path}: expected one object of sentences")
    return content
