"""Upkeep of what is public, beyond what the triggers do by themselves."""

from django.db import connection, transaction

from marketplace.core.patience import unhurried


@transaction.atomic
def rebuild_offers() -> int:
    """Write the rows of all public variants from scratch; return how many there are."""
    unhurried()
    return _asked("SELECT catalog_rebuild_offers()")


@transaction.atomic
def follow_rules() -> int:
    """Write all offers anew when a rate or a date of the law began today; return 1 if it did.

    Runs after midnight: a rule entered months before holds from its day on (R-PPN-1, R-HALAL-*).
    """
    unhurried()
    return _asked("SELECT catalog_follow_rules()::int")


def _asked(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (number,) = cursor.fetchone()
    return int(number)
