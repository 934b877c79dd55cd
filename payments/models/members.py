"""What of a cooperative's money is each member's, and what it has handed on. Whole rupiah.

The platform pays the cooperative's account once; these rows move no money and no ledger account.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.core.models import PrivateFile
from marketplace.fulfilment.models import Claim
from marketplace.orders.models import OrderLineMaker
from vendors.members.models import CooperativeMember
from vendors.models import Vendor


class MemberSplit(models.Model):
    """How the net of one claim is shared among a cooperative and the makers of its goods.

    Written with the release booking, from its figures, and never changed: the parts in ``shares``
    and ``rest_rupiah``, the cooperative's own, are exactly ``net_rupiah``. At COMMIT the database
    compares each part with its exact share, and wants a split for each release of goods with
    makers.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="member_split")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    net_rupiah = RupiahField()
    rest_rupiah = RupiahField()
    made_at = models.DateTimeField()
    txid = models.BigIntegerField(default=0, editable=False, help_text="Set by its trigger.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(net_rupiah__gte=0, rest_rupiah__gte=0), name="member_split_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.net_rupiah}"


class MemberShare(models.Model):
    """One maker's part of a claim for one line of its goods: so many units, so much of the net."""

    split = models.ForeignKey(MemberSplit, on_delete=models.PROTECT, related_name="shares")
    maker = models.ForeignKey(OrderLineMaker, on_delete=models.PROTECT, related_name="shares")
    units = models.PositiveIntegerField()
    amount_rupiah = RupiahField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["split", "maker"], name="one_share_per_maker"),
            models.CheckConstraint(
                condition=Q(units__gte=1, amount_rupiah__gte=0), name="member_share_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.split_id}/{self.maker_id}: {self.amount_rupiah}"


class HandOn(models.TextChoices):
    """How a cooperative gave a member the money."""

    CASH = "cash", _("Cash")
    TRANSFER = "transfer", _("Bank transfer")
    SAVINGS = "savings", _("Booked to the member's savings")


class MemberPayment(models.Model):
    """The cooperative says that it has paid a member for some claims; only ever added.

    A wrong one stays to be read and is taken back by its ``void``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(CooperativeMember, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    way = models.CharField(max_length=8, choices=HandOn.choices)
    amount_rupiah = RupiahField()
    note = models.CharField(max_length=REASON_MAX, blank=True, default="")
    proof = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    txid = models.BigIntegerField(default=0, editable=False, help_text="Set by its trigger.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_rupiah__gt=0), name="member_paid_something"),
            models.CheckConstraint(
                condition=Q(way__in=HandOn.values), name="member_payment_way_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.amount_rupiah}"


class MemberPaymentVoid(models.Model):
    """The cooperative says that a payment was written down by mistake, and why; only ever added.

    Its parts are owed again.
    """

    payment = models.OneToOneField(MemberPayment, on_delete=models.PROTECT, related_name="void")
    reason = models.CharField(max_length=REASON_MAX)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField()
    txid = models.BigIntegerField(default=0, editable=False, help_text="Set by its trigger.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="member_payment_void_says_why")
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.reason}"


class MemberPaymentItem(models.Model):
    """Which part of which claim a payment to a member was for; each part is paid once.

    ``void``: set by the trigger of a payment that is taken back; then the part is owed again.
    """

    payment = models.ForeignKey(MemberPayment, on_delete=models.PROTECT, related_name="items")
    share = models.ForeignKey(MemberShare, on_delete=models.PROTECT, related_name="items")
    void = models.ForeignKey(
        MemberPaymentVoid, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share"], condition=Q(void__isnull=True), name="member_part_is_paid_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.share_id}"
