"""Who and where: regions, tenants, agencies, people and the roles they hold."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """Provinsi, kabupaten/kota, kecamatan."""

    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency or city")
    DISTRICT = "district", _("District")


class Region(models.Model):
    """A region by its Kemendagri code, with the time zone its offices live in."""

    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=RegionLevel.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    time_zone = models.CharField(max_length=32)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tenant(models.Model):
    """A province or city that hosts its own market on this installation."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A regional agency (perangkat daerah, OPD) that buys."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    address = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The zone in which this agency's days, documents and cut-offs are counted."""
        return self.region.time_zone


class Role(models.TextChoices):
    """What a person may do for an agency or a tenant."""

    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer (PP)")
    COMMITMENT_OFFICER = "commitment_officer", _("Commitment officer (PPK)")
    ACTIVITY_OFFICER = "activity_officer", _("Activity officer (PPTK)")
    CARD_HOLDER = "card_holder", _("Card holder")
    BUDGET_AUTHORITY = "budget_authority", _("Budget authority (KPA)")
    TREASURER = "treasurer", _("Treasurer")
    INTERNAL_AUDITOR = "internal_auditor", _("Internal auditor (APIP)")
    VENDOR_VERIFIER = "vendor_verifier", _("Vendor verifier")
    CATALOGUE_MANAGER = "catalogue_manager", _("Catalogue manager")
    COUNTER_OFFICER = "counter_officer", _("Counter officer")
    LEADER = "leader", _("Head of region's staff")


AGENCY_ROLES = frozenset(
    {
        Role.PROCUREMENT_OFFICER,
        Role.COMMITMENT_OFFICER,
        Role.ACTIVITY_OFFICER,
        Role.CARD_HOLDER,
        Role.BUDGET_AUTHORITY,
        Role.TREASURER,
    }
)


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account; the address is kept in lower case so that it is unique."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an operator of the installation (Django admin)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address: buyer, shop owner or administrator."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, default="id", choices=[("id", "id"), ("en", "en")])
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def role_set(self) -> frozenset[tuple[str, int | None, int | None]]:
        """The (role, agency, tenant) triples this person holds; one query per request."""
        rows = self.memberships.filter(active=True)
        return frozenset(rows.values_list("role", "agency_id", "tenant_id"))

    def has_role(self, role: Role, agency_id: int | None) -> bool:
        """Say whether the person holds an agency role there."""
        return any(r == role and agency == agency_id for r, agency, _tenant in self.role_set)

    def has_tenant_role(self, role: Role, tenant_id: int | None = None) -> bool:
        """Say whether the person holds a tenant role, there or (without a tenant) anywhere."""
        return any(
            r == role and agency is None and (tenant_id is None or tenant == tenant_id)
            for r, agency, tenant in self.role_set
        )

    def agencies_as(self, *roles: Role) -> frozenset[int]:
        """Return the agencies for which the person holds any of these roles (all if none given)."""
        return frozenset(
            agency
            for role, agency, _tenant in self.role_set
            if agency is not None and (not roles or role in roles)
        )

    def tenants_as(self, *roles: Role) -> frozenset[int]:
        """Return the tenants for which the person holds any of these tenant roles."""
        return frozenset(
            tenant
            for role, agency, tenant in self.role_set
            if agency is None and tenant is not None and role in roles
        )


class Membership(models.Model):
    """A role a person holds: for one agency, or for a whole tenant."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "tenant", "agency"],
                nulls_distinct=False,
                name="one_membership_per_role",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, role__in=sorted(AGENCY_ROLES))
                | Q(agency__isnull=True) & ~Q(role__in=sorted(AGENCY_ROLES)),
                name="role_belongs_to_agency_or_tenant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class TokenEnd(models.TextChoices):
    """Why a token is good for nothing any more."""

    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    REPLACED = "replaced", _("Replaced by a newer one")
    PASSWORD = "password", _("Ended by a new password")
    CLOSED = "closed", _("Ended with the account")


class ApiToken(models.Model):
    """A token by which a program acts for a person; only its hash is kept.

    ``name`` is empty for one that came from signing in by program. ``shown`` is its beginning, by
    which its owner knows it again. Nothing but its use and its end ever changes (triggers).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60, blank=True, default="")
    shown = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=16))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, choices=TokenEnd.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="api_token_is_hashed"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="api_token_expires"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                name="api_token_ends_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(ended_at__isnull=True) & ~Q(name=""),
                name="one_live_api_token_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown}… {self.name}"
