"""What must not start: too few connections; in production a demo or a simulated bank."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection

from config.serving.limits import (
    CONNECTIONS_OF_OTHERS,
    RESERVED_CONNECTIONS,
    connections_of_web,
)
from marketplace.accounts.models import User
from marketplace.core import posting

DEMO_DOMAIN = "@demo.test"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@register(Tags.security, deploy=True)
def nothing_of_the_demo(**_: Any) -> list[Error]:
    """Refuse demo mode and demo accounts, whose password everybody knows."""
    found = []
    if settings.DEMO:
        found.append(Error("DEMO is on.", hint="Unset DEMO.", id="pasar.E001"))
    if _demo_users():
        found.append(
            Error(
                "The database holds demo accounts.",
                hint="Start with an empty database; the demo password is public.",
                id="pasar.E002",
            )
        )
    return found


def _demo_users() -> bool:
    try:
        if User._meta.db_table not in connection.introspection.table_names():
            return False
        return User.objects.filter(email__endswith=DEMO_DOMAIN).exists()
    except DatabaseError:
        return False  # no database at hand, as when an image is built


@register(Tags.database)
def connections_fit(*, databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """Refuse a database that has fewer connections than our programs may hold."""
    if not databases:
        return []
    needed = connections_of_web() + CONNECTIONS_OF_OTHERS + RESERVED_CONNECTIONS
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        most = int(cursor.fetchone()[0])
    if needed <= most:
        return []
    return [
        Error(
            f"The programs may hold {needed} database connections; max_connections is {most}.",
            hint="Raise max_connections, or lower WEB_WORKERS or WEB_THREADS.",
            id="pasar.E004",
        )
    ]


@register(Tags.security, deploy=True)
def a_real_bank(**_: Any) -> list[Error]:
    """Refuse a simulator: its charges move no money."""
    bank = urlsplit(settings.BANK_BASE_URL)
    if settings.BANK_IS_SIMULATOR or bank.hostname in LOOPBACK or bank.scheme != "https":
        return [
            Error(
                "BANK_BASE_URL is not the https address of a bank.",
                hint="Set BANK_BASE_URL and BANK_IS_SIMULATOR=0.",
                id="pasar.E003",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def a_real_gateway(**_: Any) -> list[Error]:
    """Refuse codes left in files, an unencrypted gateway, and one without its token."""
    if _is_real("SMS_URL", settings.SMS_URL, settings.SMS_TOKEN):
        return []
    return [
        Error(
            "SMS_URL is not the https address of a gateway with its SMS_TOKEN.",
            hint="Set both (docs/sms.md), or SMS_URL=console: for no text messages.",
            id="pasar.E005",
        )
    ]


@register(Tags.security, deploy=True)
def a_real_whatsapp(**_: Any) -> list[Error]:
    """Refuse messages left in files, an unencrypted API, and one without its token."""
    if _is_real("WHATSAPP_URL", settings.WHATSAPP_URL, settings.WHATSAPP_TOKEN):
        return []
    return [
        Error(
            "WHATSAPP_URL is not the https address of the Cloud API with its WHATSAPP_TOKEN.",
            hint="Set both (docs/whatsapp.md), or WHATSAPP_URL=console: for no WhatsApp.",
            id="pasar.E006",
        )
    ]


@register(Tags.security, deploy=True)
def a_real_identity_provider(**_: Any) -> list[Error]:
    """Refuse an identity provider that is spoken to without TLS, and one without our secret."""
    issuer = settings.OIDC_ISSUER
    whole = settings.OIDC_CLIENT_ID and settings.OIDC_CLIENT_SECRET
    if not issuer or (issuer.startswith("https://") and whole):
        return []
    return [
        Error(
            "OIDC_ISSUER is not an https address with its OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.",
            hint="Set all three (docs/oidc.md), or none for signing in by our own accounts alone.",
            id="pasar.E007",
        )
    ]


def _is_real(setting: str, url: str, token: str) -> bool:
    """Say whether a gateway is spoken to by https with a token, or none is there at all."""
    by_https = url.startswith("https:") and bool(token)
    return posting.way_out(setting, url) == "console" or by_https
