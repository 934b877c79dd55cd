"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict, RuleViolation, VendorNotEligible

guards.register(
    VendorNotEligible,
    _("A shop is approved by a verifier who read its whole application."),
    "approved_vendor_was_reviewed",
)
guards.register(
    RuleViolation,
    _("Capital and sales cannot be less than nothing."),
    "vendor_capital_not_negative",
    "vendor_sales_not_negative",
)
guards.register(
    RuleViolation,
    _("This amount is too large to be true. Check the zeros."),
    "vendor_figures_within_bounds",
)
guards.register(
    Conflict,
    _(
        "This number is already used by another application. Check the digits. If it is your "
        "number, write to the verifiers of your region or ask to be named owner."
    ),
    "one_vendor_per_nib",
    "one_vendor_per_npwp",
    "one_sole_trader_per_nik",
    "one_vendor_per_cooperative_number",
)
guards.register(
    RuleViolation,
    _("A number is stored together with the index by which it is found again."),
    "vendor_npwp_has_its_index",
    "vendor_nik_has_its_index",
    "vendor_cooperative_number_has_its_index",
)
guards.register(
    RuleViolation,
    _("This point is not in Indonesia. Latitude comes first: -7.4726, 112.4381."),
    "vendor_point_in_indonesia",
)
guards.register(
    RuleViolation,
    _("A paper ends after the day it was issued. Check both dates."),
    "document_ends_after_it_began",
)
guards.register(
    Conflict,
    _("This person already has this role in the shop."),
    "one_active_role_per_vendor_person",
)
guards.register(
    RuleViolation,
    _("A person acts for a shop as owner, staff or finance."),
    "vendor_role_is_known",
)
guards.register(
    Conflict,
    _("A role in a shop is only ended, once, and never changed. Give a new one instead."),
    "membership_only_ends",
    "vendor_role_ends_after_it_began",
)
guards.register(
    RuleViolation,
    _("Whoever judges a shop does not act for it. Another person must do it."),
    "member_is_not_the_reviewer",
    "reviewer_is_not_a_member",
)
guards.register(
    RuleViolation,
    _("Whoever typed a part of an application does not judge it. Another verifier must do it."),
    "reviewer_typed_nothing",
)
guards.register(
    RuleViolation,
    _("Who typed what is written down with the name of the field."),
    "field_entry_names_its_field",
)
guards.register(
    RuleViolation,
    _("The shop needs an owner. Name another one first."),
    "vendor_has_an_owner",
)
guards.register(
    Conflict,
    _("This document was replaced a moment ago. Reload the page."),
    "one_current_document_per_kind",
)
guards.register(
    Conflict,
    _("What a verifier said of a field stays as it was said. A new round has its own verdict."),
    "verdict_stays",
)
guards.register(
    Conflict,
    _("A paper stays as it was handed in. Hand in a newer one; it takes its place."),
    "paper_stays",
)
guards.register(
    RuleViolation,
    _("Say what must be repaired in each returned field."),
    "a_returned_field_has_a_reason",
)
guards.register(
    Conflict,
    _("A change of this kind waits for the verifier already. Withdraw it first."),
    "one_pending_change_per_kind",
)
guards.register(
    RuleViolation,
    _("Add the paper that proves the change: passbook, NPWP card or letter of the tax office."),
    "change_has_its_paper",
)
guards.register(
    Conflict,
    _("This request was decided already. Reload the page to see how."),
    "change_is_decided_once",
    "change_starts_pending",
    "change_is_decided_by_somebody",
)
guards.register(
    RuleViolation,
    _("Write the reason; the shop owner reads it."),
    "refused_change_has_a_reason",
)
guards.register(
    RuleViolation,
    _("Whoever asks for a change does not check it. A verifier must do it."),
    "change_is_checked_by_another",
)
guards.register(
    RuleViolation,
    _("A bank account is looked at by one verifier and applied by another person."),
    "account_needs_two_looks",
    "first_look_by_another",
)
guards.register(
    Conflict,
    _("What was verified of a shop changes only by a request that a verifier has checked."),
    "verified_columns_by_request",
)
guards.register(
    Conflict,
    _(
        "Name, legal form and numbers of a verified shop stay as the verifier found them. A "
        "business that has become another one applies anew."
    ),
    "verified_identity_stays",
)
guards.register(
    RuleViolation,
    _("A declaration states sales or capital in whole rupiah, and the class they make."),
    "declared_size_has_its_figure",
    "declared_size_is_a_class",
)
guards.register(
    RuleViolation,
    _("An invitation is for staff or finance; an owner hands the shop over."),
    "invitation_role_is_offered",
)
guards.register(
    Conflict,
    _("This invitation was answered or revoked already; each works once. Ask for a new one."),
    "invitation_is_decided_once",
    "invitation_has_one_answer",
    "invitation_starts_open",
)
guards.register(
    Conflict,
    _("The orders of the shop are being counted. Reload the page."),
    "standing_counts_orders_done",
    "rating_is_an_average_of_stars",
)
guards.register(
    RuleViolation,
    _("An invitation is accepted by somebody, in time, and gives the role at once."),
    "accepted_invitation_has_its_person",
    "accepted_invitation_gives_the_role",
    "invitation_accepted_in_time",
    "invitation_expires_later",
    "revoked_invitation_has_its_person",
    "only_letters_are_sent",
)
