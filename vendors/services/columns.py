"""What may stand in a vendor's columns: typed values, checked, by column. Used by every step."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import Region
from marketplace.core import imitation
from marketplace.core.errors import RuleViolation
from marketplace.core.text import clean_line
from vendors import queries, rules
from vendors.application import Account, Fields, Numbers, Place
from vendors.models import EAST, NORTH, SOUTH, WEST, KbliEdition, Vendor
from vendors.requirements import demand_of, numbers_asked
from vendors.review_checks import SHAPES, phone_problem, shape_problem
from vendors.services.transitions import InvalidField

MAX_KBLI = 3


def required_text(column: str, value: str) -> str:
    """Return a text fit for a column. Raises: InvalidField when empty or too long."""
    words = clean_line(value)
    longest = int(getattr(Vendor._meta.get_field(column), "max_length", 0) or 0)
    if not words:
        raise InvalidField(_("This must be filled in."), field=column)
    if column == "name" and (wrong := imitation.wrong_with_name(words)):
        raise InvalidField(wrong, field=column)
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


def number_columns(legal_form: str, numbers: Numbers) -> dict[str, Any]:
    """Return the columns of the numbers that a legal form is asked for. Raises: InvalidField."""
    demand = demand_of(legal_form)
    typed = {name: rules.plain(getattr(numbers, name)) for name in numbers_asked(legal_form)}
    require_shapes({name: text for name, text in typed.items() if text or name in demand.numbers})
    if "npwp" in typed:
        typed |= npwp_columns(typed["npwp"], numbers.nitku)
    return dict(typed)


def npwp_columns(npwp: str, nitku: str) -> dict[str, Any]:
    """Return the columns of a tax number and the place of business under it. Raises: InvalidField.

    An old number of 15 digits is stored as the 16 it became (PMK 112/2022).
    """
    place = rules.plain(nitku)
    require_shapes({"npwp": npwp} if npwp else {})
    require_shapes({"nitku": place} if place else {})
    if place and not npwp:
        raise InvalidField(_("A NITKU stands under an NPWP: type the NPWP too."), field="npwp")
    return {"npwp": rules.npwp16(npwp), "nitku": place}


def kbli_columns(fields: Fields) -> dict[str, Any]:
    """Return the column of the business fields: pairs of edition and code. Raises: InvalidField."""
    pairs = [(edition, rules.plain(code)) for edition, code in fields.codes]
    codes = [list(pair) for pair in dict.fromkeys(pair for pair in pairs if pair[1])]
    if not 1 <= len(codes) <= MAX_KBLI:
        raise InvalidField(
            _("Give one to %(limit)s KBLI codes.") % {"limit": MAX_KBLI}, field="kbli_codes"
        )
    for edition, code in codes:
        if edition not in KbliEdition:
            raise InvalidField(
                _("Choose the edition of KBLI that your NIB names."), field="kbli_edition"
            )
        require_shapes({"kbli_codes": code})
    return {"kbli_codes": codes}


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
    region = _smallest_region(place.region_id)
    latitude, longitude = _on_the_map(place.latitude, place.longitude)
    point = {"latitude": latitude, "longitude": longitude}
    return {"address": required_text("address", place.address), "region_id": region.pk, **point}


def _smallest_region(key: int) -> Region:
    region = Region.objects.filter(pk=key).first()
    if region is None or region.parent_id is None or region.region_set.exists():
        raise InvalidField(_("Choose the district (kecamatan) of your shop."), field="region")
    return region


def _on_the_map(
    latitude: float | None, longitude: float | None
) -> tuple[float | None, float | None]:
    if latitude is None or longitude is None:
        is_fit = latitude is longitude
    else:
        is_fit = SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
    if not is_fit:
        raise InvalidField(
            _("This point is not in Indonesia. Latitude comes first: -7.4726, 112.4381."),
            field="point",
        )
    return latitude, longitude


def held_columns(legal_form: str, held: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of answers that were taken one by one, of a step left before its end.

    held: by column, ``region`` as the key of the smallest region, ``point`` as the pair of degrees.
    Raises: InvalidField naming the answer that does not hold.
    """
    columns = _held_numbers(legal_form, held)
    for name in {"bank_code", "account_number"} & set(held):
        columns[name] = rules.plain(held[name])
        require_shapes({name: columns[name]})
    for name in {"address", "account_holder"} & set(held):
        columns[name] = required_text(name, held[name])
    for name in set(_HELD) & set(held):
        columns |= _HELD[name](held[name])
    return columns


def _held_numbers(legal_form: str, held: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: rules.plain(held[name]) for name in numbers_asked(legal_form) if name in held}
    require_shapes(numbers)
    if "npwp" in numbers:
        return numbers | npwp_columns(numbers["npwp"], held.get("nitku", ""))
    if "nitku" in held:
        raise InvalidField(_("A NITKU stands under an NPWP: type the NPWP too."), field="nitku")
    return dict(numbers)


_HELD: Final[Mapping[str, Callable[[Any], dict[str, Any]]]] = {
    "phone": phone_column,
    "region": lambda key: {"region_id": _smallest_region(key).pk},
    "point": lambda pair: dict(zip(("latitude", "longitude"), _on_the_map(*pair), strict=True)),
    "kbli_codes": lambda codes: kbli_columns(Fields(tuple(codes))),
    "is_pkp": lambda answer: {"is_pkp": answer},
}


def require_a_market(region: Region | None) -> None:
    """Refuse a place where nobody could check or serve the shop. Raises: RuleViolation."""
    if not queries.covering_tenants(region).exists():
        raise RuleViolation(
            _("No government hosts a market in %(region)s yet. Ask your regional government.")
            % {"region": region},
            field="region",
        )
