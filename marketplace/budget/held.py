"""Plans of agencies: nothing of a person."""

from marketplace.budget.models import AccountCode, PlanPackage
from marketplace.core import privacy

for table in (AccountCode, PlanPackage):
    privacy.silent(table, "an agency's plan")
