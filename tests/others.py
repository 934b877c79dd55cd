"""Whoever stands beside the cast when the whole site is walked through."""

from marketplace.accounts.models import Agency, Role, Tenant, User
from tests import factories


def make_others(tenant: Tenant, agency: Agency | None = None) -> dict[str, User]:
    """Who stands beside the cast: operator, head of the region, counter, someone just signed up.

    With an agency Sekar too, who keeps its roles.
    """
    keepers = {}
    if agency is not None:
        keepers["sekar"] = factories.make_officer("Sekar", Role.AGENCY_ADMIN, agency)
    return {
        **keepers,
        "operator": factories.make_operator(),
        "leo": factories.make_tenant_officer("Leo", Role.LEADER, tenant),
        "lokita": factories.make_tenant_officer("Lokita", Role.COUNTER_OFFICER, tenant),
        "nona": factories.make_user("Nona"),
    }
