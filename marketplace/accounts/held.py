"""What accounts, and the libraries that sign people in, hold of a person (core.privacy)."""

from dataclasses import replace
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import (
    AccountChange,
    AccountChangeKind,
    Agency,
    ApiToken,
    AppointmentLetter,
    LinkedIdentity,
    Membership,
    PhoneCode,
    ProgrammeStep,
    Region,
    Tenant,
    User,
    phone_name,
)
from marketplace.core import clock, phones, privacy
from marketplace.core.privacy import Person

for table in (Region, Tenant, Agency, ProgrammeStep):
    privacy.silent(table, "places and offices")
privacy.names(ProgrammeStep, "entered_by")
for library in (Group, Permission, ContentType):
    privacy.silent(library, "words of the framework")


def _own(model: Any, column: str = "user") -> privacy.Whose:
    """Return the rows of an account; none for who has none."""
    return lambda who: model.objects.filter(**{column: who.account_id, f"{column}__isnull": False})


def _account(who: Person) -> QuerySet[User]:
    return User.objects.filter(pk=who.account_id or 0)


def _tried(log: Any) -> privacy.Whose:
    return lambda who: log.objects.filter(username__in=_signed_in_as(who))


def _signed_in_as(who: Person) -> frozenset[str]:
    """Return by what their attempts are counted: addresses, and names of telephone numbers."""
    return who.emails | {phone_name(phones.normalised(phone)) for phone in who.phones}


def _codes(who: Person) -> QuerySet[PhoneCode]:
    by_phone = privacy.matching(PhoneCode.objects.all(), "phone", who.phones)
    return PhoneCode.objects.filter(pk__in=by_phone) | _own(PhoneCode, "account")(who)


def sessions_of(who: Person) -> QuerySet[Session]:
    """Return the sessions of an account, and those that keep a form for it; reads all of them."""
    found = [
        row.session_key
        for row in Session.objects.iterator(chunk_size=1000)
        if _belongs(row.get_decoded(), who)
    ]
    return Session.objects.filter(session_key__in=found)


def _belongs(session: dict[str, Any], who: Person) -> bool:
    kept = session.get("kept_form", {}).get("owner", "")
    mine = who.account_id is not None and session.get("_auth_user_id") == str(who.account_id)
    return mine or kept in _signed_in_as(who)


def _entries_about(who: Person) -> QuerySet[LogEntry]:
    """Return the admin's entries about an account or a change of it."""
    if who.account_id is None:
        return LogEntry.objects.none()
    changes = [str(pk) for pk in _own(AccountChange, "person")(who).values_list("pk", flat=True)]
    about = ContentType.objects.get_for_models(User, AccountChange)
    return LogEntry.objects.filter(
        Q(content_type=about[User], object_id=str(who.account_id))
        | Q(content_type=about[AccountChange], object_id__in=changes)
    )


@privacy.known_more_by
def addresses_and_name(who: Person) -> Person:
    """An account is known by its address, those it confirmed, its telephone number and its name.

    An address that was only typed may be anybody's, and leads to nothing that is held of them.
    """
    user = _account(who).first()
    if user is None:
        return who
    rows = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    emails = {address.lower() for address in (user.email, *rows) if address}
    names = {user.name} - {""}
    numbers = {user.phone} - {""}
    return replace(
        who, emails=who.emails | emails, phones=who.phones | numbers, names=who.names | names
    )


@privacy.stands_against
def duties(who: Person) -> list[privacy.Words]:
    """Who holds an office, or runs the site, has it ended first."""
    held = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=clock.now()), user=who.account_id, active=True
    )
    found: list[privacy.Words] = [
        _("A role is still held: %(role)s, %(office)s. Let an operator end it first.")
        % {"role": row.get_role_display(), "office": row.office}
        for row in held.select_related("agency", "tenant")
    ]
    if _account(who).filter(is_staff=True).exists():
        found.append(
            _("The account still runs the site as an operator. Let two colleagues end that first.")
        )
    return found


@privacy.before_erasing
def close(who: Person) -> int:
    """Close the account: its password, and by the trigger its tokens, end at once."""
    user = _account(who).first()
    if user is None:
        return 0
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    return 1


privacy.holds(
    User,
    _("Your account"),
    _account,
    shown={
        "email": _("E-mail address"),
        "phone": _("Phone"),
        "name": _("Name"),
        "language": _("Language"),
        "date_joined": _("Since"),
        "last_login": _("Last signed in"),
    },
    erased={
        "email": "dihapus-{id}@tidak-ada.invalid",
        "name": "Akun {id} (dihapus)",
        "phone": "",
        "phone_index": "",
        "password": "!dihapus",
    },
)
privacy.holds(
    EmailAddress,
    _("E-mail addresses"),
    _own(EmailAddress),
    shown={"email": _("E-mail address"), "verified": _("Confirmed")},
    deleted=True,
)
privacy.holds(
    EmailConfirmation,
    _("Letters of confirmation"),
    _own(EmailConfirmation, "email_address__user"),
    shown={"created": _("When")},
    deleted=True,
)
privacy.holds(
    PhoneCode,
    _("Codes that were sent to your phone"),
    _codes,
    shown={"phone": _("Phone"), "asked_at": _("When"), "asked_from": _("Network address")},
    deleted=True,
)
privacy.holds(
    Authenticator,
    _("Second steps"),
    _own(Authenticator),
    shown={"type": _("Kind"), "created_at": _("Since"), "last_used_at": _("Last used")},
    deleted=True,
)
privacy.holds(
    Session,
    _("Browsers that are signed in"),
    sessions_of,
    shown={"expire_date": _("Until")},
    deleted=True,
)
privacy.holds(
    UserSession,
    _("From where you signed in"),
    _own(UserSession),
    shown={
        "created_at": _("When"),
        "ip": _("Network address"),
        "user_agent": _("Browser"),
    },
    deleted=True,
)
privacy.silent(
    UserSession, "the key of a session, and when it began", "session_key", "last_seen_at"
)
for log in (AccessAttempt, AccessFailureLog, AccessLog):
    privacy.holds(
        log,
        _("Attempts to sign in with your address"),
        _tried(log),
        shown={
            "username": _("E-mail address"),
            "attempt_time": _("When"),
            "ip_address": _("Network address"),
            "user_agent": _("Browser"),
        },
        deleted=True,
    )
privacy.holds(
    LogEntry,
    _("Entries of operators about your account"),
    _entries_about,
    shown={"action_time": _("When")},
    erased={"object_repr": privacy.GONE},
)
privacy.names(LogEntry, "user")
privacy.silent(LogEntry, "which row, and which columns changed", "object_id", "change_message")
privacy.holds(
    Membership,
    _("Your roles"),
    _own(Membership),
    shown={
        "get_role_display": _("Role"),
        "office": _("Office"),
        "begins_at": _("Since"),
        "ends_at": _("Until"),
        "active": _("In force"),
        "end_reason": _("Reason"),
    },
    kept={"end_reason": privacy.PROOF},
)
privacy.names(Membership, "user", "given_by", "ended_by")
privacy.holds(
    AppointmentLetter,
    _("Letters that appoint you"),
    lambda who: AppointmentLetter.objects.filter(
        roles__user=who.account_id, roles__user__isnull=False
    ).distinct(),
    shown={
        "number": _("Number"),
        "dated_on": _("Date of the letter"),
        "signed_by": _("Signed by"),
        "valid_from": _("First day"),
        "valid_until": _("Last day"),
    },
    kept={"number": privacy.PROOF, "signed_by": privacy.PROOF, "file": privacy.PROOF},
)
privacy.names(AppointmentLetter, "written_by")
privacy.holds(
    ApiToken,
    _("Tokens for programs"),
    _own(ApiToken),
    shown={
        "name": _("Name of the program"),
        "shown": _("Beginning of the token"),
        "created_at": _("Since"),
        "ended_at": _("Ended"),
    },
    erased={"name": ""},
)
privacy.names(ApiToken, "user")
privacy.silent(ApiToken, "a hash, and what a program may", "digest", "scopes", "shown")
privacy.holds(
    LinkedIdentity,
    _("Accounts of other systems that open yours"),
    _own(LinkedIdentity),
    shown={
        "shown": _("Account"),
        "issuer": _("Issuer"),
        "subject": _("Its number there"),
        "linked_at": _("Since"),
        "last_used_at": _("Last used"),
    },
    deleted=True,
)
privacy.holds(
    AccountChange,
    _("Changes of your account by operators"),
    _own(AccountChange, "person"),
    shown={"get_kind_display": _("Kind"), "asked_at": _("When"), "approved": _("Approved")},
    kept={"reason": privacy.PROOF},
)
privacy.holds(
    AccountChange,
    _("Addresses that were asked for"),
    lambda who: _own(AccountChange, "person")(who).filter(kind=AccountChangeKind.CHANGE_EMAIL),
    shown={"email": _("E-mail address")},
    erased={"email": "dihapus-{id}@tidak-ada.invalid"},
)
privacy.names(AccountChange, "person", "asked_by", "decided_by")
