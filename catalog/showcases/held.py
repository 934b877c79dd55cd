"""Proposals speak of goods and markets: nothing of a person but who wrote them, by number."""

from catalog.showcases.models import EtalaseProposal, PriceSurvey, ProposalStep
from marketplace.core import privacy

for table in (EtalaseProposal, PriceSurvey, ProposalStep):
    privacy.silent(table, "words of an office about goods and markets")
privacy.names(EtalaseProposal, "status_by", "proposed_by", "opened_by")
privacy.names(PriceSurvey, "entered_by")
privacy.names(ProposalStep, "changed_by")
