"""What may stand in a vendor's columns: typed values, checked, by column. Used by every step."""

from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import Region
from marketplace.core.errors import RuleViolation
from marketplace.core.text import clean_line
from vendors import queries, rules
from vendors.application import Account, Place
from vendors.models import Vendor
from vendors.review_checks import SHAPES, phone_problem, shape_problem
from vendors.services.transitions import InvalidField


def required_text(column: str, value: str) -> str:
    """Return a text fit for a column. Raises: InvalidField when empty or too long."""
    words = clean_line(value)
    longest = int(getattr(Vendor._meta.get_field(column), "max_length", 0) or 0)
    if not words:
        raise InvalidField(_("This must be filled in."), field=column)
    if len(words) > longest:
        raise InvalidField(
            _("%(length)s characters are too many; at most %(limit)s fit.")
            % {"length": len(words), "limit": longest},
            field=column,
        )
    return words


def require_shapes(typed: dict[str, str]) -> None:
    """Refuse numbers of a wrong shape. Raises: InvalidField."""
    for column, value in typed.items():
        problem = shape_problem(column, value) if column in SHAPES else ""
        if problem:
            raise InvalidField(problem, field=column)


def bank_columns(account: Account) -> dict[str, Any]:
    """Return the columns of a bank account. Raises: InvalidField."""
    typed = {
        "bank_code": account.bank_code.strip(),
        "account_number": rules.plain(account.account_number),
    }
    require_shapes(typed)
    return {**typed, "account_holder": required_text("account_holder", account.account_holder)}


def phone_column(typed: str) -> dict[str, Any]:
    """Return the column of a telephone number in one shape. Raises: InvalidField."""
    problem = phone_problem(typed)
    if problem:
        raise InvalidField(problem, field="phone")
    return {"phone": rules.phone(typed)}


def place_columns(place: Place) -> dict[str, Any]:
    """Return the columns of an address, with the smallest region known. Raises: InvalidField."""
    region = Region.objects.filter(pk=place.region_id).first()
    if region is None or region.parent_id is None or region.region_set.exists():
        raise InvalidField(_("Choose the district (kecamatan) of your shop."), field="region")
    return {"address": required_text("address", place.address), "region_id": region.pk}


def require_a_market(region: Region | None) -> None:
    """Refuse a place where nobody could check or serve the shop. Raises: RuleViolation."""
    if not queries.covering_tenants(region).exists():
        raise RuleViolation(
            _("No government hosts a market in %(region)s yet. Ask your regional government.")
            % {"region": region},
            field="region",
        )
