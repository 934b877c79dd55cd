"""Proposals of etalases, the study of each, and every step with its moment."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.category_models import Category
from catalog.models import Etalase
from catalog.open_to import OpenTo
from marketplace.accounts.models import Region, Tenant
from marketplace.core.bounds import MAX_PRICE_RUPIAH
from marketplace.core.fields import REASON_MAX, RupiahField
from vendors.channels import Channel

TEXT_MAX = 4_000  # characters of grounds and of a specification


class ProposalStatus(models.TextChoices):
    """Where a proposal stands: proposed, studied (telaah), opened (tayang) or not, closed."""

    PROPOSED = "proposed", _("Proposed")
    IN_STUDY = "in_study", _("Being studied")
    RETURNED = "returned", _("Returned for repair")
    REJECTED = "rejected", _("Rejected")
    OPENED = "opened", _("Opened")
    CLOSED = "closed", _("Closed")


PROPOSAL_TRANSITIONS: dict[str, frozenset[str]] = {
    ProposalStatus.PROPOSED: frozenset(
        {ProposalStatus.IN_STUDY, ProposalStatus.RETURNED, ProposalStatus.REJECTED}
    ),
    ProposalStatus.IN_STUDY: frozenset(
        {ProposalStatus.OPENED, ProposalStatus.RETURNED, ProposalStatus.REJECTED}
    ),
    ProposalStatus.RETURNED: frozenset({ProposalStatus.PROPOSED}),
    ProposalStatus.OPENED: frozenset({ProposalStatus.CLOSED}),
    ProposalStatus.REJECTED: frozenset(),
    ProposalStatus.CLOSED: frozenset(),
}


def _person(*, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, blank=null, on_delete=models.PROTECT, related_name="+"
    )


class EtalaseProposal(models.Model):
    """An etalase that somebody wants to open, until it is one.

    ``region``: a part of the market's region, all of it without one. ``vendors_ready``: verified
    shops that may sell there, as counted on opening. The etalase itself is made by the opening, so
    that what is not opened is nowhere to be seen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Channel])
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    open_to = models.CharField(max_length=9, choices=OpenTo.choices, default=OpenTo.RESIDENTS)
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True)
    grounds = models.TextField(max_length=TEXT_MAX)
    specification = models.TextField(max_length=TEXT_MAX, blank=True, default="")
    vendors_ready = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(
        max_length=8, choices=ProposalStatus.choices, default=ProposalStatus.PROPOSED
    )
    status_by = _person()
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    proposed_by = _person()
    proposed_at = models.DateTimeField()
    opened_by = _person(null=True)
    etalase = models.OneToOneField(
        Etalase, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )

    class Meta:
        ordering = ["status_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="proposal_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="proposal_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("proposed_by")),
                name="etalase_opened_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["opened", "closed"],
                    etalase__isnull=False,
                    opened_by__isnull=False,
                    vendors_ready__gte=1,
                )
                | ~Q(status__in=["opened", "closed"])
                & Q(etalase__isnull=True, opened_by__isnull=True, vendors_ready__isnull=True),
                name="opened_proposal_is_an_etalase",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(grounds=""), name="proposal_says_what_and_why"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "status"], name="proposals_of_market")]

    def __str__(self) -> str:
        return self.name


class PriceSurvey(models.Model):
    """A price that a study found for goods of the etalase, and where."""

    proposal = models.ForeignKey(EtalaseProposal, on_delete=models.PROTECT, related_name="prices")
    goods = models.CharField(max_length=140)
    unit = models.CharField(max_length=24)
    price_rupiah = RupiahField()
    source = models.CharField(max_length=140)
    surveyed_on = models.DateField()
    entered_by = _person()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["goods", "price_rupiah", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_rupiah__gte=1, price_rupiah__lte=MAX_PRICE_RUPIAH),
                name="surveyed_price_within_bounds",
            ),
            models.CheckConstraint(
                condition=~Q(goods="") & ~Q(unit="") & ~Q(source=""),
                name="surveyed_price_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goods}: {self.price_rupiah}"


class ProposalStep(models.Model):
    """Each step of a proposal; written by a trigger together with the step (I-20)."""

    proposal = models.ForeignKey(EtalaseProposal, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=8, blank=True)
    to_status = models.CharField(max_length=8, choices=ProposalStatus.choices)
    changed_by = _person()
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.from_status} → {self.to_status}"
