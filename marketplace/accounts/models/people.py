"""Who: accounts, entered by an e-mail address or a telephone number."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from marketplace.accounts.models.roles import SECOND_STEP_ROLES, Role
from marketplace.core import phones
from marketplace.core.blind_index import index_of, indexes_of
from marketplace.core.fields import BlindIndexField, EncryptedTextField


def phone_name(phone: str) -> str:
    """Return the name under which sign-ins by a number are counted, which does not tell it."""
    return f"telepon:{index_of(User.PHONE, phone)}"


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address or by telephone number."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account; the address is kept in lower case so that it is unique."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_by_phone(self, phone: str, **fields: object) -> "User":
        """Create an account without an address, entered by codes to this number (E.164)."""
        user = self.model(email=None, phone=phone, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def with_phone(self, phone: str) -> "models.QuerySet[User]":
        """Find the account of a number, whichever of INDEX_KEYS its index was written under."""
        return self.filter(phone_index__in=indexes_of(User.PHONE, phone))

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an operator of the installation (Django admin)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address, a telephone number or both.

    ``phone``: E.164, encrypted; an account that has one is entered by codes sent to it.
    """

    PHONE: ClassVar = "phone"

    email = models.EmailField(unique=True, null=True)  # noqa: DJ001 - none is not an empty one
    phone = EncryptedTextField(blank=True, default="")
    phone_index = BlindIndexField(of=PHONE)
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, default="id", choices=[("id", "id"), ("en", "en")])
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # Kept by a trigger on the authenticators: since when a second step guards the account.
    second_step_since = models.DateTimeField(null=True, editable=False)
    # Since when all browsers but one had to sign in again, on the person's own word.
    signed_out_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") & (Q(email__isnull=False) | ~Q(phone_index="")),
                name="account_can_be_reached",
            ),
            models.UniqueConstraint(
                fields=["phone_index"], condition=~Q(phone_index=""), name="one_account_per_phone"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.reached_at

    @property
    def reached_at(self) -> str:
        """The address, or what may be shown of the number, by which others know the account."""
        return self.email or phones.masked(self.phone)

    @property
    def told_by(self) -> str:
        """How this person hears of us outside the site, in words that end a sentence."""
        return str(_("by e-mail") if self.email else _("by SMS or WhatsApp"))

    def get_username(self) -> str:
        """Return by what failed and successful sign-ins are counted: never a number itself."""
        return self.email or phone_name(self.phone)

    @property
    def lacks_second_step(self) -> bool:
        """Whether what the person may do needs a second step that the account does not have."""
        return self.second_step_since is None and self.needs_second_step

    @property
    def needs_second_step(self) -> bool:
        """Whether the account must have a second step: operators, and who approves or pays.

        Only the logins of a demo on one's own machine are exempt; their password is public.
        """
        exempt = settings.SECOND_STEP_EXEMPT_DOMAIN
        if exempt and self.email and self.email.endswith(exempt):
            return False
        held = {role for role, _agency, _tenant in self.role_set}
        return self.is_staff or self.is_superuser or bool(held & SECOND_STEP_ROLES)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Let a session end when a second step or a number comes or goes, as with the password.

        And when the person signs out everywhere else.

        Otherwise a session begun with a stolen password would outlive its owner's second step, and
        one begun with a stolen telephone its owner's new number.
        """
        plain: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if self.second_step_since is None and not self.phone and self.signed_out_at is None:
            return plain
        since = self.second_step_since.isoformat() if self.second_step_since else ""
        left = self.signed_out_at.isoformat() if self.signed_out_at else ""
        text, salt = f"{plain}{since}{self.phone}{left}", "accounts.second_step"
        return salted_hmac(salt, text, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def role_set(self) -> frozenset[tuple[str, int | None, int | None]]:
        """The (role, agency, tenant) triples this person holds; one query per request."""
        return frozenset(
            (row.role, row.agency_id, row.tenant_id) for row in self.active_memberships
        )

    @cached_property
    def active_memberships(self) -> list[Any]:
        """The roles (`Membership`) that this person holds, with their offices, read once."""
        return self.memberships.held_by(self.pk)

    @property
    def on_behalf_of(self) -> list[dict[str, object]]:
        """In whose place the person acts now, role by role; nothing where no role was asked for."""
        known: list[Any] = self.__dict__.get("active_memberships", [])
        return [
            {"role": row.role, "agency": row.agency_id, "person": row.stands_in_for.user_id}
            for row in known
            if row.stands_in_for is not None
        ]

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
        """Return the agencies for which the person holds any of these roles.

        Without roles: all in which the person has a part in buying. Who only gives roles has none.
        """
        return frozenset(
            agency
            for role, agency, _tenant in self.role_set
            if agency is not None and (role in roles if roles else role != Role.AGENCY_ADMIN)
        )

    def tenants_as(self, *roles: Role) -> frozenset[int]:
        """Return the tenants for which the person holds any of these tenant roles."""
        return frozenset(
            tenant
            for role, agency, tenant in self.role_set
            if agency is None and tenant is not None and role in roles
        )

    def regions_as(self, *roles: Role) -> frozenset[int]:
        """Return the regions of the tenants for which the person holds any of these roles."""
        return frozenset(
            row.tenant.region_id
            for row in self.active_memberships
            if row.agency_id is None and row.role in roles
        )
