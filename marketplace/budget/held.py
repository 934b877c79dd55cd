"""Budgets and plans of agencies: of a person only who sent a sheet."""

from marketplace.budget.models import AccountCode, BudgetLine, PlanPackage, PlanSheet
from marketplace.core import privacy

for table in (AccountCode, BudgetLine, PlanPackage):
    privacy.silent(table, "an agency's plan")
privacy.names(PlanSheet, "sent_by")
privacy.silent(PlanSheet, "an agency's plan as a sheet says it", "file_name", "rows", "counts")
