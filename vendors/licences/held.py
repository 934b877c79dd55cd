"""What licences hold of a person (core.privacy)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from vendors.held import of_given_up, of_shops
from vendors.licences.models import Licence

privacy.holds(
    Licence,
    _("Licences of your shops"),
    of_shops(Licence),
    shown={
        "get_kind_display": _("Kind"),
        "number": _("Number"),
        "issuer": _("Issuer"),
        "scope": _("What it covers"),
        "expires_on": _("Until"),
        "reason": _("Reason"),
    },
    erased={"number": "dihapus-{id}", "scope": privacy.GONE},
    kept={"reason": privacy.PROOF, "revoke_reason": privacy.PROOF},
    files=("file",),
    only=of_given_up(Licence),
    spared_for=privacy.TRADE,
)
privacy.names(Licence, "asked_by", "decided_by", "revoked_by")
privacy.silent(Licence, "an office, and a share of the goods", "issuer", "tkdn_percent")
