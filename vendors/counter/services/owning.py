"""Who will own what an officer types: the account of the contact number, judged as it is typed.

Whose account a number opens is never said: no name, no shop. Each answer that a number has one is
on record, and after some within a day no further number is taken from this officer.
"""

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, phones
from marketplace.core.errors import Conflict, DomainError
from marketplace.core.models import AuditEvent
from vendors import queries as shop_queries
from vendors import services as vendors
from vendors.counter import holders
from vendors.counter.models import Confirmation, ConfirmedHow, CounterSession
from vendors.counter.services.common import (
    AccountUnfit,
    CodeNeeded,
    MobileNeeded,
    PaperNeeded,
    ServesThemselves,
)
from vendors.models import Vendor, VendorRole
from vendors.services.people import grant, record_member, require_fit

KNOWN: Final = "counter.number_known"
MOST_KNOWN: Final = 30  # answers to one officer within the window; some type one number twice
WINDOW: Final = timedelta(days=1)


def phone_of(vendor: Vendor) -> str:
    """Return where the code goes: to the owner's account; without an owner to the contact."""
    owner = shop_queries.owner_of(vendor)
    if owner is not None:
        return owner.phone or ""
    return str(vendor.phone)


def judge_contact(*, session_id: int, phone: str, actor: User) -> str:
    """Say of a contact number what is to know before it is saved, or nothing.

    phone: in the shape it is stored in. Raises: TooManyTries, and as ``require_may_own`` does.
    """
    session = CounterSession.objects.select_related("vendor").get(pk=session_id)
    vendor = session.vendor
    if vendor is None or shop_queries.owner_of(vendor) is not None:
        return ""  # the code goes to the owner's account, whatever the contact is
    _require_few(actor)
    account = holders.account_of(phone)
    try:
        require_may_own(account, vendor, phone, actor)
    except DomainError:
        _note(session, account, actor)
        raise
    if account is None:
        return ""
    _note(session, account, actor)
    return _(
        "This number opens an account here already. Only the code sent to it confirms the "
        "application, no signature. Is it not the person's own number? Type another one."
    )


def _require_few(actor: User) -> None:
    told = AuditEvent.objects.filter(
        action=KNOWN, actor_id=actor.pk, occurred_at__gte=clock.now() - WINDOW
    )
    if told.count() >= MOST_KNOWN:
        raise vendors.TooManyTries(
            _("%(most)s numbers that have an account were typed within a day. Go on tomorrow.")
            % {"most": MOST_KNOWN},
            field="phone",
        )


@guards.use_case
def _note(session: CounterSession, account: User | None, actor: User) -> None:
    """Write down that an officer was told of an account; of their own they know."""
    if account is not None and account.pk != actor.pk:
        audit.record(KNOWN, actor=actor, subject=session)


def require_may_own(account: User | None, vendor: Vendor, phone: str, actor: User) -> None:
    """Refuse a number whose account cannot own this application; None: it has no account.

    Raises: MobileNeeded, PaperNeeded, ServesThemselves, AccountUnfit, Conflict.
    """
    require_reachable(phone, vendor)
    require_another(account, actor)
    if account is None:
        return
    try:
        require_fit(account, vendor)
    except DomainError:  # its sentence names the person
        raise AccountUnfit(
            _(
                "The account of this number cannot own a shop: it is closed, or it belongs to "
                "somebody with a duty here. Type another number of the person."
            ),
            field="phone",
        ) from None
    if vendors.has_begun(account):
        raise Conflict(
            _("The account of this number has begun another application. Continue that one."),
            field="phone",
        )


def require_receiver(vendor: Vendor, phone: str, actor: User) -> None:
    """Refuse to send a code that nobody could confirm with. Raises: as ``require_may_own``."""
    owner = shop_queries.owner_of(vendor)
    if owner is None:
        require_may_own(holders.account_of(phone), vendor, phone, actor)
        return
    require_reachable(phone, vendor)
    require_another(owner, actor)


def require_reachable(phone: str, vendor: Vendor) -> None:
    """Refuse a number that takes no text message. Raises: PaperNeeded, MobileNeeded."""
    if phones.is_indonesian_mobile(phone):
        return
    if shop_queries.owner_of(vendor) is not None:
        raise PaperNeeded(
            _("The owner's account has no mobile number. Let the owner sign the printed sheet.")
        )
    raise MobileNeeded(
        _(
            "The account of the person is entered by a mobile number, and the one in the step "
            "“Contact” is none. Type one that the person reads messages on."
        ),
        field="phone",
    )


def require_another(account: User | None, actor: User) -> None:
    """Refuse an officer's own number. Raises: ServesThemselves."""
    if account is not None and account.pk == actor.pk:
        raise ServesThemselves(
            _("This number is your own. Nobody serves themselves: ask another officer."),
            field="phone",
        )


def may_sign(vendor: Vendor) -> bool:
    """Say whether a signature confirms: not where a number that was answered opens an account."""
    owner = shop_queries.owner_of(vendor)
    if owner is None:
        return holders.account_of(phone_of(vendor)) is None
    return not owner.phone or never_answered(owner)


def never_answered(account: User) -> bool:
    """Say whether nobody has typed a code that came to the number of an account.

    It was opened at a counter by a signature, and the number may be a wrong one: who waits for its
    code would never get on. What the signature was worth then, it is worth again.
    """
    if account.last_login is not None:
        return False
    return not Confirmation.objects.filter(owner=account, how=ConfirmedHow.SMS).exists()


def make_owner(
    session: CounterSession, vendor: Vendor, actor: User, *, how: ConfirmedHow, phone: str
) -> User:
    """Return who owns the application from now on: who does already, else whose phone it is."""
    present = shop_queries.owner_of(vendor)
    if present is not None:
        require_another(present, actor)
        if how == ConfirmedHow.PAPER and not may_sign(vendor):
            raise _code_needed()
        return present
    account = holders.account_of(phone)
    if account is not None and how == ConfirmedHow.PAPER:
        raise _code_needed()
    require_may_own(account, vendor, phone, actor)
    if account is None:
        account = holders.open_account(
            phone=phone, name=session.person_name, language=session.language, actor=actor
        )
        require_fit(account, vendor)
    record_member("added", grant(vendor, account, VendorRole.OWNER, by=actor), by=actor)
    return account


def _code_needed() -> CodeNeeded:
    return CodeNeeded(
        _("This number has an account here. Its holder confirms by the code, not on paper.")
    )
