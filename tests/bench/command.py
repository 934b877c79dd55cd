"""What `manage.py bench` and `manage.py trust` have in common."""

from __future__ import annotations

import sys
import traceback
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tests.bench import database
from tests.bench.registry import Experiment, Registry
from tests.bench.report import Report, machine, write_json
from tests.bench.run import CouldNotRun, Options
from tests.bench.runner import COULD_NOT_RUN, exit_code, run_all


def whole_number(text: str) -> int:
    """Read a count from the command line. Raises: ArgumentTypeError unless it is 1 or more."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def number_or_file(text: str) -> int | Path:
    """Read a count, or the name of a file. Raises: ArgumentTypeError for a count below 1."""
    return Path(text) if text.lower().endswith(".csv") else whole_number(text)


def _goods_of(wanted: int | Path) -> dict[str, Any]:
    return {"goods": wanted} if isinstance(wanted, Path) else {"products": wanted}


class ExperimentCommand(BaseCommand):
    """Runs one named experiment, or all; the last line of its output holds the figures."""

    registry: Registry
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of both commands."""
        names = ", ".join(experiment.name for experiment in self.registry.all())
        parser.add_argument("name", nargs="?", help=f"one of: {names}; without it, all of them")
        parser.add_argument("--seed", type=int, default=1, help="makes chance repeatable")
        parser.add_argument(
            "--sabotage",
            action="store_true",
            help="run the broken twins: 1 (red) when each was noticed, 0 when one slipped through",
        )
        parser.add_argument(
            "--kills", type=whole_number, default=100, help="processes to kill (trust kill)"
        )
        parser.add_argument(
            "--dates", type=whole_number, default=300, help="moments to plan (trust calendar)"
        )
        parser.add_argument(
            "--visitors", type=whole_number, default=500, help="people at once (trust burst)"
        )
        parser.add_argument(
            "--products",
            type=number_or_file,
            default=100_000,
            help="goods (bench catalogue), or a file of listings (bench search-quality)",
        )
        parser.add_argument(
            "--pairs",
            type=Path,
            metavar="FILE",
            help="what searches should find, one row per query and product (bench search-quality)",
        )
        parser.add_argument("--rounds", type=whole_number, default=10, help="bursts (trust burst)")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run, report, and leave with 0 met, 1 missed or 2 could not run."""
        chosen = self._chosen(options["name"], sabotage=options["sabotage"])
        wanted = Options(
            seed=options["seed"],
            sabotage=options["sabotage"],
            kills=options["kills"],
            dates=options["dates"],
            visitors=options["visitors"],
            rounds=options["rounds"],
            **_goods_of(options["products"]),
            pairs=options["pairs"],
        )
        try:
            self.say("Preparing the database …")
            database.prepare()
            reports = run_all(self.registry.command, chosen, wanted, self.say)
            if options["json"]:
                write_json(options["json"], self._as_json(reports, wanted))
        except (CouldNotRun, OSError) as obstacle:
            raise CommandError(str(obstacle), returncode=COULD_NOT_RUN) from obstacle
        except Exception as bug:
            traceback.print_exc()
            raise CommandError(
                f"could not run: {type(bug).__name__}", returncode=COULD_NOT_RUN
            ) from bug
        self.say(" || ".join(report.line() for report in reports))
        for plain in filter(None, (report.plain for report in reports)):
            self.say(plain)
        sys.exit(exit_code(reports))

    def say(self, line: str) -> None:
        """Show one line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()

    def _chosen(self, name: str | None, *, sabotage: bool) -> list[Experiment]:
        if name is None:
            known = self.registry.all()
            return [one for one in known if one.sabotage or not sabotage]
        found = self.registry.get(name)
        if found is None:
            names = "\n".join(f"  {one.name:<16}{one.help}" for one in self.registry.all())
            raise CommandError(
                f"unknown {self.registry.command}: {name}. There are:\n{names}",
                returncode=COULD_NOT_RUN,
            )
        return [found]

    def _as_json(self, reports: list[Report], options: Options) -> dict[str, Any]:
        if len(reports) == 1:
            return reports[0].as_json()
        results = [
            {**result, "metric": f"{report.name}: {result['metric']}"}
            for report in reports
            for result in report.as_json()["results"]
        ]
        name = self.registry.command
        return {"name": name, "seed": options.seed, "machine": machine(), "results": results}
