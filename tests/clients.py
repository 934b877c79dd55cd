"""Browsers without a window."""

from django.test import Client

from marketplace.accounts.models import User


def signed_in(person: User) -> Client:
    """A browser in which somebody has signed in."""
    browser = Client()
    browser.force_login(person)
    return browser
