"""What people are appointed to: letters, the roles that rest on them, and who stands in."""

from datetime import UTC, datetime
from functools import cache
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models.people import User
from marketplace.accounts.models.places import Agency, Region, Tenant
from marketplace.accounts.models.roles import AGENCY_ROLES, Role
from marketplace.core import clock
from marketplace.core.fields import REASON_MAX
from marketplace.core.joined import Joined, Part, read_rows
from marketplace.core.models import PrivateFile

LETTER_NUMBER_MAX: Final = 80
SIGNED_BY_MAX: Final = 120
# Since when a role of before letters were kept is held.
EARLY: Final = datetime(2020, 1, 1, tzinfo=UTC)


class AppointmentLetter(models.Model):
    """A letter (SK or surat tugas) by which somebody is appointed, as it was signed.

    ``valid_from`` and ``valid_until`` are days of the office's own zone, both counted; none: until
    revoked. Only ever added.
    """

    number = models.CharField(max_length=LETTER_NUMBER_MAX)
    dated_on = models.DateField()
    signed_by = models.CharField(max_length=SIGNED_BY_MAX)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(signed_by=""), name="letter_has_number_and_signer"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("dated_on"))
                & (Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))),
                name="letter_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Memberships(models.Manager["Membership"]):
    """Roles of people; every page asks which the person holds now, so that is one statement."""

    def held_by(self, user_id: int) -> "list[Membership]":
        """Return the roles a person holds now, with offices and regions, by name of the office."""
        rows = read_rows(_held(), {"person": user_id, "moment": clock.now()})
        return [_HELD.made_of(row)["m"] for row in rows]


class Membership(models.Model):
    """A role a person is appointed to, for one agency or a whole tenant; never changed, only ended.

    ``begins_at`` and ``ends_at`` (the first moment after) are the letter's days by the office's
    midnight; the trigger ``accounts_keep_membership`` writes them, and ``away_from`` to
    ``away_until``, in which somebody stands in. ``stands_in_for``: whose role this is meanwhile.
    ``active``: not ended by a person. Whether it is held now, ``accounts.in_force`` says.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    active = models.BooleanField(default=True)
    letter = models.ForeignKey(
        AppointmentLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="roles"
    )
    stands_in_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="stand_ins"
    )
    begins_at = models.DateTimeField(default=EARLY, db_default=EARLY)
    ends_at = models.DateTimeField(null=True, blank=True)
    away_from = models.DateTimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    objects: ClassVar[Memberships] = Memberships()

    class Meta:
        indexes = [models.Index(fields=["agency", "role"], name="membership_of_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, role__in=sorted(AGENCY_ROLES))
                | Q(agency__isnull=True) & ~Q(role__in=sorted(AGENCY_ROLES)),
                name="role_belongs_to_agency_or_tenant",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(active=False) & ~Q(end_reason=""),
                name="role_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    @property
    def office(self) -> Agency | Tenant:
        """Where the role is held: the agency, or the whole tenant."""
        return self.agency or self.tenant


_HELD: Final = Joined(
    Part("m", Membership),
    Part("t", Tenant, ("m", "tenant")),
    Part("tr", Region, ("t", "region")),
    Part("a", Agency, ("m", "agency")),
    Part("ar", Region, ("a", "region")),
    Part("f", Membership, ("m", "stands_in_for")),
)


@cache
def _held() -> str:
    return f"""
SELECT {_HELD.columns}
FROM accounts_membership m
JOIN accounts_tenant t ON t.id = m.tenant_id
JOIN accounts_region tr ON tr.id = t.region_id
LEFT JOIN accounts_agency a ON a.id = m.agency_id
LEFT JOIN accounts_region ar ON ar.id = a.region_id
LEFT JOIN accounts_membership f ON f.id = m.stands_in_for_id
WHERE m.user_id = %(person)s AND accounts_in_force(m, %(moment)s)
ORDER BY a.name, m.role, m.id
"""  # noqa: S608 - of names of columns
