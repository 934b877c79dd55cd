"""What a verifier imposes on shops, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Sku
from catalog.policies import PRODUCT
from marketplace.core import clock
from marketplace.demo.documents import KINDS, paper
from marketplace.demo.listings import listings_by_code
from marketplace.demo.load.world import World
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.vendors import (
    HIDDEN_FOR,
    PROPOSED_FOR,
    SUSPENDED_FOR,
    WARNED_FOR,
    vendors_by_code,
)
from vendors.sanctions import services

LASTS = timedelta(days=29)  # each dated one is still in force


class SanctionActs:
    """Carries out the ladder of sanctions."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> Mapping[Verb, Callable[[Act], object]]:
        """Return what carries out each verb."""
        return {
            Verb.WARN_VENDOR: self.warn,
            Verb.HIDE_LISTING: self.hide,
            Verb.SUSPEND_VENDOR: self.suspend,
            Verb.PROPOSE_BLACKLIST: self.propose,
        }

    def _about(self, act: Act, shop: str, why: tuple[str, str]) -> dict[str, Any]:
        page = paper("inspection", vendors_by_code()[shop])
        proof = SimpleUploadedFile(f"{KINDS['inspection']}.png", page, "image/png")
        return {
            "vendor_id": self._world.vendor_of(shop),
            "case": services.Case(*why, uploads=(proof,)),
            "actor": self._world.users[act.actor],
        }

    def _last_day(self, act: Act) -> date:
        return clock.today(act.zone) + LASTS

    def warn(self, act: Act) -> None:
        """Warn a shop that was late."""
        services.give_warning(**self._about(act, act.subject, WARNED_FOR[act.subject]))

    def hide(self, act: Act) -> None:
        """Hide one listing."""
        item = listings_by_code()[act.subject]
        product = Sku.objects.values_list("product", flat=True).get(
            pk=self._world.sku_of(act.subject)
        )
        services.hide_listings(
            things=[f"{PRODUCT}:{product}"],
            ends_on=self._last_day(act),
            **self._about(act, item.vendor, HIDDEN_FOR),
        )

    def suspend(self, act: Act) -> None:
        """Stop a shop that disappointed."""
        about = self._about(act, act.subject, SUSPENDED_FOR[act.subject])
        services.suspend_vendor(ends_on=self._last_day(act), **about)

    def propose(self, act: Act) -> None:
        """Propose to blacklist a shop, which is heard now."""
        services.propose_blacklist(**self._about(act, act.subject, PROPOSED_FOR[act.subject]))
