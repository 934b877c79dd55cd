"""Load the demo, start it over, or list who can sign in to it."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.local import paths
from config.local import state as running
from marketplace.demo import tenants
from marketplace.demo.load import load, state
from marketplace.demo.load.bank import NoSimulator
from marketplace.demo.vendors import HELPERS, vendors

FIXED_SHOPS = ("mikro", "kecil", "menengah", "koperasi")
Login = dict[str, Any]


class Command(BaseCommand):
    """``manage.py demo``: once; ``--reset``: anew; ``--logins``: who can sign in."""

    help = "Load the demo (five invented governments and a year of orders)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the three switches."""
        parser.add_argument("--reset", action="store_true", help="empty the database, load anew")
        parser.add_argument("--logins", action="store_true", help="list who can sign in")
        parser.add_argument("--json", action="store_true", help="with --logins: all, as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do one of the three."""
        if options["logins"]:
            self._list(as_json=options["json"])
            return
        if settings.PRODUCTION and not settings.DEMO:
            raise CommandError("A production installation takes no demo. Set DEMO=1 if it is one.")
        try:
            self._load(reset=options["reset"])
        except (state.DemoError, NoSimulator) as refused:
            raise CommandError(str(refused)) from refused

    def _load(self, *, reset: bool) -> None:
        """In the checkout's own database an interrupted load is started over unasked."""
        unusable = state.of_database() in {state.Load.BARE, state.Load.INTERRUPTED}
        own = is_embedded()
        if reset or (unusable and own):
            with state.only_one():
                require_stopped()
                state.require_resettable(own=own)
            self._say("Starting with an empty database …")
            state.empty()
        load(self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _list(self, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(list(logins()), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"Kata sandi semua akun: {tenants.PASSWORD}")
        for login in logins():
            if login["fixed"]:
                where = login["agency"] or login["tenant"] or login["shop"] or ""
                words = f"{login['email']:<36} {', '.join(login['roles']):<22} {where}"
                self.stdout.write(words.rstrip())


def is_embedded() -> bool:
    """Say whether the database is this checkout's own, which belongs to nobody else."""
    return settings.DATABASES["default"]["HOST"] == str(paths.socket_dir())


def require_stopped() -> None:
    """Refuse to empty the database of a running `up`. Raises: DemoError."""
    found = running.read()
    if found and found.get("ready"):
        raise state.DemoError(
            f"Pasar Bela runs at {found['url']}. Stop it first, then reset the demo."
        )


def logins() -> Iterator[Login]:
    """Return everybody of the demo; ``fixed`` ones are the documented addresses."""
    yield _login(tenants.ADMIN_EMAIL, "superuser", fixed=True)
    for tenant in tenants.TENANTS:
        for place, agency in enumerate(tenant.agencies):
            for officer in agency.officers:
                name = {"agency": agency.name, "tenant": tenant.slug}
                yield _login(officer.email, officer.role, fixed=place == 0, **name)
        for officer in tenant.staff:
            yield _login(officer.email, officer.role, fixed=True, tenant=tenant.slug)
    for vendor in vendors():
        fixed = vendor.email.split("@")[0] in FIXED_SHOPS
        yield _login(vendor.email, "vendor", fixed=fixed, shop=vendor.name)
        for helper in HELPERS.get(vendor.code, ()):
            if not helper.login.startswith("+"):  # entered by a code, which nobody knows before
                yield _login(helper.login, f"vendor_{helper.role}", fixed=False, shop=vendor.name)


def _login(email: str, role: str, *, fixed: bool, **where: str) -> Login:
    """Nobody of the demo has a second factor yet, hence no secret."""
    return {
        "email": email,
        "password": tenants.PASSWORD,
        "roles": [role],
        "agency": where.get("agency"),
        "tenant": where.get("tenant"),
        "shop": where.get("shop"),
        "totp_secret": None,
        "fixed": fixed,
    }
