"""manage.py reconcile --date YYYY-MM-DD: compare a day's charges and payouts with the bank."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.core import clock
from marketplace.core.money import rupiah
from payments.gateway import GatewayError, get_gateway
from payments.reconciliation import DONE, Compared, compare_day
from payments.services.settlement import HOLDING_TIME_ZONE


class Command(BaseCommand):
    """Ask the bank about each key of the day; exit 1 when any answer differs from the ledger."""

    help = "Compare a day's charges and payouts with the bank, key by key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day, in the bank's own time zone; today without one."""
        parser.add_argument("--date", type=_day, default=None, help="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs and one last line of figures."""
        day = options["date"] or clock.today(HOLDING_TIME_ZONE)
        try:
            rows = list(compare_day(day, get_gateway()))
        except GatewayError as silent:
            raise CommandError(f"the bank does not answer: {silent.code}", returncode=2) from silent
        wrong = [row for row in rows if row.problem]
        for row in wrong:
            self.stdout.write(f"{row.name} ({row.status}): {row.problem}")
        self.stdout.write(_figures(day, rows, len(wrong)))
        if wrong:
            raise CommandError("the bank and the ledger differ", returncode=1)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _figures(day: date, rows: list[Compared], wrong: int) -> str:
    charges = [row for row in rows if row.name.startswith("charge")]
    payouts = [row for row in rows if row.name.startswith("payout")]
    waiting = sum(row.is_open for row in rows)
    return (
        f"reconcile {day.isoformat()}: {len(charges)} charges {_done(charges)}, "
        f"{len(payouts)} payouts {_done(payouts)}, {waiting} open, {wrong} mismatches"
    )


def _done(rows: list[Compared]) -> str:
    return rupiah(sum(row.ours_rupiah for row in rows if row.status in DONE))
