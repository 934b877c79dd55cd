"""Who proposes, studies, opens and closes an etalase, and who edits the templates of goods."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog.category_models import Category
from catalog.models import Etalase
from catalog.policies import managed_etalases
from catalog.showcases.models import EtalaseProposal, ProposalStatus
from marketplace.accounts.models import Role
from marketplace.core.policy import ALLOW, Verdict, deny, operators_only


def can_manage(user: Any, tenant_id: int | None = None) -> Verdict:
    """A catalogue manager of the market (of any, without one)."""
    if user.has_tenant_role(Role.CATALOGUE_MANAGER, tenant_id):
        return ALLOW
    return deny(_("Only a catalogue manager of this market can do this."))


def managed(user: Any) -> QuerySet[EtalaseProposal]:
    """Return the proposals of the markets whose catalogue the person manages."""
    tenants = user.tenants_as(Role.CATALOGUE_MANAGER)
    return EtalaseProposal.objects.filter(tenant__in=tenants)


def can_repair(user: Any, proposal: EtalaseProposal) -> Verdict:
    """What was proposed is changed while it is returned, by any manager of the market."""
    if proposal.status != ProposalStatus.RETURNED:
        return deny(_("What was proposed changes only after it was returned."))
    return can_manage(user, proposal.tenant_id)


def can_study(user: Any, proposal: EtalaseProposal) -> Verdict:
    """The study is written by any manager of the market, while it runs."""
    if proposal.status != ProposalStatus.IN_STUDY:
        return deny(_("The study of this proposal does not run. Reload the page."))
    return can_manage(user, proposal.tenant_id)


def can_decide(user: Any, proposal: EtalaseProposal) -> Verdict:
    """Whoever proposed it, or repaired it, does not open, return or reject it."""
    verdict = can_manage(user, proposal.tenant_id)
    if (
        verdict
        and proposal.steps.filter(to_status=ProposalStatus.PROPOSED, changed_by=user.pk).exists()
    ):
        return deny(_("You proposed it. Another catalogue manager of this market decides."))
    return verdict


def closable(user: Any) -> QuerySet[Etalase]:
    """Return the etalases that the person may close."""
    return managed_etalases(user)


def can_edit_category(user: Any, category: Category) -> Verdict:
    """A common template is the operators'; a market's own one its catalogue managers'."""
    if category.tenant_id is not None:
        return can_manage(user, category.tenant_id)
    if operators_only(user):
        return ALLOW
    return deny(
        _(
            "This template is common to all markets, so an operator of the platform edits it. Make "
            "one of your own market where its goods need other attributes."
        )
    )


def can_see_categories(user: Any) -> Verdict:
    """Catalogue managers and operators read the templates."""
    return ALLOW if can_manage(user) or operators_only(user) else can_manage(user)


def categories(user: Any) -> QuerySet[Category]:
    """Return the common templates and those of the person's markets."""
    if operators_only(user):
        return Category.objects.all()
    return usable(user.tenants_as(Role.CATALOGUE_MANAGER))


def usable(tenants: Any) -> QuerySet[Category]:
    """Return the templates that etalases of these markets may use."""
    return Category.objects.filter(Q(tenant=None) | Q(tenant__in=tenants))
