"""What opens an account beside its password: tokens, codes sent to a phone, other accounts."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.people import User
from marketplace.core.fields import BlindIndexField, EncryptedTextField

SHOWN_MAX: Final = 160


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


class CodePurpose(models.TextChoices):
    """What a code sent to a phone is for."""

    SIGN_IN = "sign_in", _("Signing in")
    SIGN_UP = "sign_up", _("Opening an account")
    NEW_NUMBER = "new_number", _("Another number of an account")
    PROVE = "prove", _("Proving who sits here")


class PhoneCode(models.Model):
    """A code that was sent to a phone; only its keyed hash is kept.

    ``account``: who signs in or takes a new number, none for a stranger. A ``decoy`` opens nothing:
    the number has no account to enter, or has one already, and the page must not say which.
    ``known_device``: asked on a browser that the number has signed in on before.
    """

    MOST_TRIES = 3

    purpose = models.CharField(max_length=12, choices=CodePurpose.choices)
    phone = EncryptedTextField()
    phone_index = BlindIndexField(of=User.PHONE)
    account = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    decoy = models.BooleanField()
    digest = models.CharField(max_length=64)
    asked_from = models.GenericIPAddressField()
    known_device = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="phone_code_is_hashed"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at"))
                & (Q(used_at=None) | Q(used_at__lte=F("expires_at"))),
                name="phone_code_expires",
            ),
            models.CheckConstraint(
                condition=Q(tries__lt=3) | Q(tries=3, used_at=None),
                name="phone_code_bears_few_tries",
            ),
            models.CheckConstraint(
                condition=Q(decoy=False) | Q(used_at=None), name="phone_code_decoy_opens_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index", "asked_at"], name="phone_codes_of_number"),
            models.Index(fields=["asked_from", "asked_at"], name="phone_codes_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class LinkedIdentity(models.Model):
    """An account of another system by which its owner signs in here as well (OpenID Connect).

    ``issuer`` and ``subject``: who signs for it, and what that calls the account. ``shown``: by
    what its owner knows it again. Only its use is written later; unlinked, the row goes.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    shown = models.CharField(max_length=SHOWN_MAX)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="identity_opens_one_account"
            ),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_identity_of_an_issuer"),
            models.CheckConstraint(
                condition=~Q(issuer="") & ~Q(subject=""), name="identity_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.shown
