"""Signing up again before the address was confirmed: the first mail was lost, so send another."""

from allauth.account.models import EmailAddress
from django.http import HttpRequest


def confirm_again(request: HttpRequest, email: str) -> bool:
    """Send a fresh confirmation to an address that waits for one; say whether it was so.

    The account stays as it was first typed: a stranger who signs up with somebody's address must
    not be able to change the password that its owner chose. How often is bounded by
    ACCOUNT_RATE_LIMITS["confirm_email"], which is asked before.
    """
    waiting = EmailAddress.objects.filter(email__iexact=email, verified=False)
    address = waiting.filter(user__is_active=True).select_related("user").first()
    if address is None:
        return False
    address.send_confirmation(request, signup=True)
    return True
