"""Who sits in the offices of a market, and what its shops sell, as the load left them."""

from catalog.models import Product
from catalog.policies import public
from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Agency, Membership, Role, Tenant


def officers_of(tenant: Tenant, role: Role) -> list[Membership]:
    """Return who holds a role in a market now, with person, agency and market."""
    held = Membership.objects.filter(in_force(), tenant=tenant, role=role)
    return list(held.select_related("user", "agency", "tenant").order_by("pk"))


def office_of(officer: Membership) -> Agency:
    """Return the agency in which somebody holds a role of an agency."""
    agency = officer.agency
    assert agency is not None  # noqa: S101 - a constraint holds it
    return agency


def goods_by_shop(tenant: Tenant) -> list[list[Product]]:
    """Return the live goods of a market by shop, the shop with most goods first."""
    found: dict[int, list[Product]] = {}
    rows = public().filter(etalase__tenant=tenant).order_by("pk")
    for product in rows.select_related("vendor", "etalase__category"):
        found.setdefault(product.vendor_id, []).append(product)
    return sorted(found.values(), key=lambda of_shop: (-len(of_shop), of_shop[0].pk))
