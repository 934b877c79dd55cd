"""What the rooms and tables are called in the administration.

Django would take the English names of the classes. Said here and not in the models, they are words,
not schema, and need no migration.
"""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Word

ROOMS: Final["dict[str, Word]"] = {
    "accounts": _("People and offices"),
    "core": _("Machine room"),
    "budget": _("Budget"),
    "notices": _("Messages"),
    "privacy": _("Personal data"),
    "catalog": _("Catalogue"),
    "vendors": _("Vendors"),
    "sanctions": _("Sanctions of vendors"),
    "support": _("Help for vendors"),
    "pipeline": _("Way of vendors into the market"),
    "counter": _("Counters"),
    "fulfilment": _("Delivery and handover"),
    "payments": _("Money"),
}
# One of them, and many: in the middle of a sentence, so in small letters.
TABLES: Final["dict[str, tuple[Word, Word]]"] = {
    "accounts.User": (_("person"), _("people")),
    "accounts.Membership": (_("role of a person"), _("roles of people")),
    "accounts.AccountChange": (_("change of an account"), _("changes of accounts")),
    "accounts.Tenant": (_("market"), _("markets")),
    "accounts.Agency": (_("agency"), _("agencies")),
    "accounts.Region": (_("region"), _("regions")),
    "accounts.ProgrammeStep": (
        _("date of a region in the programme"),
        _("dates of regions in the programme"),
    ),
    "fulfilment.CheckPoint": (_("point to check"), _("points to check")),
    "fulfilment.Courier": (_("courier that reports"), _("couriers that report")),
    "core.Rule": (_("rule of the rulebook"), _("rules of the rulebook")),
    "core.PublicHoliday": (_("public holiday"), _("public holidays")),
    "core.AuditEvent": (_("line of the audit trail"), _("audit trail")),
    "core.OutboxEvent": (_("event"), _("events")),
    "core.Delivery": (_("delivery of an event"), _("deliveries of events")),
    "core.Deadline": (_("deadline"), _("deadlines")),
    "core.PeriodicRun": (_("periodic run"), _("periodic runs")),
    "budget.AccountCode": (_("account code"), _("account codes")),
    "budget.PlanPackage": (_("plan package (RUP)"), _("plan packages (RUP)")),
    "notices.Notice": (_("message to a person"), _("messages to people")),
    "privacy.DataRequest": (_("request about data"), _("requests about data")),
    "catalog.Etalase": (_("showcase of goods"), _("showcases of goods")),
    "catalog.Product": (_("listing"), _("listings")),
    "catalog.ProductRevision": (_("revision of a listing"), _("revisions of listings")),
    "catalog.Sku": (_("variant"), _("variants")),
    "catalog.PriceVersion": (_("price version"), _("price versions")),
    "catalog.PaidPrice": (_("price paid"), _("prices paid")),
    "vendors.Vendor": (_("vendor"), _("vendors")),
    "vendors.VendorMembership": (_("person of a vendor"), _("people of vendors")),
    "vendors.VendorStatusChange": (
        _("state change of a vendor"),
        _("state changes of vendors"),
    ),
    "vendors.FieldReview": (_("review of a field"), _("reviews of fields")),
    "vendors.VendorDocument": (_("paper of a vendor"), _("papers of vendors")),
    "sanctions.Sanction": (_("sanction"), _("sanctions")),
    "sanctions.SanctionStep": (_("step of a sanction"), _("steps of sanctions")),
    "sanctions.LiftRequest": (_("request to lift a sanction"), _("requests to lift sanctions")),
    "support.LadderRule": (_("rule of the legality ladder"), _("rules of the legality ladder")),
    "support.Case": (_("facilitation case"), _("facilitation cases")),
    "support.Training": (_("training"), _("trainings")),
    "support.Ticket": (_("ticket"), _("tickets")),
    "pipeline.TargetList": (_("target list"), _("target lists")),
    "pipeline.Milestone": (_("milestone of a vendor"), _("milestones of vendors")),
    "counter.Desk": (_("counter"), _("counters")),
    "counter.CounterSession": (_("session at a counter"), _("sessions at counters")),
    "payments.GovernmentCard": (_("government card"), _("government cards")),
    "payments.BankInstruction": (_("instruction to the bank"), _("instructions to the bank")),
    "payments.BankAnswer": (_("word of the bank"), _("words of the bank")),
    "payments.CardPayment": (_("card payment"), _("card payments")),
    "payments.Payout": (_("payout"), _("payouts")),
    "payments.SettlementBatch": (_("settlement run"), _("settlement runs")),
    "payments.LedgerAccount": (_("ledger account"), _("ledger accounts")),
    "payments.LedgerTransaction": (_("booking"), _("bookings")),
    "payments.LedgerEntry": (_("ledger entry"), _("ledger entries")),
    "payments.CallbackEvent": (
        _("message received from the bank"),
        _("messages received from the bank"),
    ),
}
