"""Use-case: take several live listings down for one reason."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from catalog import services as catalogue
from catalog.models import Product
from marketplace.accounts.models import User
from marketplace.core.errors import DomainError, RuleViolation

MOST: Final = 50  # listings at a time: as many as a person has looked at on one page


def take_down(
    *, product_ids: Iterable[int], reason: str, confirmed: int, actor: User
) -> dict[int, str]:
    """Take each listing down for itself, audited and told to its shop; return what was refused.

    confirmed: how many the person says they are. What is refused is named by key with its
    sentence; the others are down. Raises: RuleViolation when the numbers differ, or are too many.
    """
    keys = sorted(set(product_ids))
    if not 1 <= len(keys) <= MOST:
        raise RuleViolation(
            _("Choose from 1 to %(most)s listings at a time; %(number)s are chosen.")
            % {"most": MOST, "number": len(keys)}
        )
    if confirmed != len(keys):
        raise RuleViolation(
            _("%(number)s listings are chosen, and you typed %(typed)s. Look at the list again.")
            % {"number": len(keys), "typed": confirmed},
            field="number",
        )
    return {key: refused for key in keys if (refused := _one(key, reason, actor))}


def _one(key: int, reason: str, actor: User) -> str:
    """Take one listing down; return why not, empty when it is."""
    try:
        catalogue.unpublish_product(product_id=key, reason=reason, actor=actor)
    except Product.DoesNotExist:
        return _("This listing does not exist any more.")
    except DomainError as refused:
        return refused.message
    return ""
