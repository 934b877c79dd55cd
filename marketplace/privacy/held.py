"""What this room itself holds of a person (core.privacy)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.privacy.models import DataRequest, Erasable, ErasedRows

privacy.holds(
    DataRequest,
    _("Your requests about your data"),
    lambda who: DataRequest.objects.filter(account=who.account_id, account__isnull=False),
    shown={
        "get_kind_display": _("Kind"),
        "asked_at": _("When"),
        "get_outcome_display": _("Outcome"),
        "answer": _("Reason"),
        "known_by": _("Known by"),
    },
    kept={"reason": privacy.PROOF, "proof": privacy.PROOF, "answer": privacy.PROOF},
    files=("file",),
)
privacy.names(DataRequest, "account", "asked_by", "decided_by")
privacy.silent(Erasable, "names of columns")
privacy.silent(ErasedRows, "names of columns and numbers of rows")
