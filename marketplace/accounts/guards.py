"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.appointing import DutiesApart
from marketplace.accounts.identities import IdentityTaken
from marketplace.accounts.programme import OutsideProgramme
from marketplace.accounts.services import PhoneTaken
from marketplace.core import guards
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation

guards.register(
    Conflict,
    _("This person already has this role here."),
    "one_membership_per_role",
)
guards.register(
    RuleViolation,
    _("A role in an agency rests on a letter. Write its number and days."),
    "role_rests_on_a_letter",
)
guards.register(
    RuleViolation,
    _("A letter has a number, a signer, and days in their order. Check what you typed."),
    "letter_has_number_and_signer",
    "letter_days_in_order",
)
guards.register(
    DutiesApart,
    _("This person holds a duty that excludes this one. Appoint somebody else."),
    "duties_apart",
)
guards.register(
    RuleViolation,
    _(
        "Somebody else stands in for a role, from day to day, within the days of the role itself. "
        "Choose another person or other days."
    ),
    "stand_in_within_the_role",
)
guards.register(
    Conflict,
    _("Somebody stands in for this role already. Call that person back first."),
    "one_stand_in_at_a_time",
)
guards.register(
    Conflict,
    _("A role stays as it was given, and ends once, with a reason. Give it anew by a letter."),
    "membership_stays",
    "role_ends_for_a_reason",
)
guards.register(
    RuleViolation,
    _("A letter goes with a role that is given. Leave it out here."),
    "account_change_letter_gives_a_role",
)
guards.register(
    RuleViolation,
    _("This role is given for an agency, or for a whole market; choose which."),
    "role_belongs_to_agency_or_tenant",
)
guards.register(
    Conflict,
    _("You have a token of this name. Choose another name."),
    "one_live_api_token_per_name",
)
guards.register(
    RuleViolation,
    _("A token is kept as a hash, ends one day, and never changes. Make a new one."),
    "api_token_is_hashed",
    "api_token_expires",
    "api_token_ends_for_a_reason",
    "api_token_never_changes",
)
guards.register(
    NotAllowed,
    _(
        "A second operator decides: neither who asked for the change nor the person it is about. "
        "Ask a colleague."
    ),
    "account_change_decided_by_another",
)
guards.register(
    Conflict,
    _("This change was decided already. Ask for a new one."),
    "account_change_decided_whole",
    "account_change_stands",
)
guards.register(
    RuleViolation,
    _("Say which role and where, or which e-mail address; nothing that is not asked for."),
    "account_change_says_what",
)
guards.register(
    Conflict,
    _("The same change waits already. A second operator decides it."),
    "one_pending_account_change",
)
guards.register(
    RuleViolation,
    _("An account needs an e-mail address or a telephone number. Type one of them."),
    "account_can_be_reached",
)
guards.register(
    PhoneTaken,
    _("This number belongs to an account already. Sign in with it, or type another one."),
    "one_account_per_phone",
)
guards.register(
    Conflict,
    _("A code is kept as a hash, bears three tries, and is used once. Ask for a new one."),
    "phone_code_is_hashed",
    "phone_code_expires",
    "phone_code_bears_few_tries",
    "phone_code_decoy_opens_nothing",
    "phone_code_never_changes",
)
guards.register(
    IdentityTaken,
    _("This account of the other system opens another account here. Take that link away first."),
    "identity_opens_one_account",
)
guards.register(
    IdentityTaken,
    _("Your account is linked with another one of that system. Take that link away first."),
    "one_identity_of_an_issuer",
)
guards.register(
    Conflict,
    _("A link stays as its owner made it. Take it away and link anew."),
    "identity_is_named",
    "identity_never_changes",
)
guards.register(
    RuleViolation,
    _("A region joins or leaves from tomorrow on, or by a legal act with title, number and date."),
    "programme_move_is_known",
    "programme_act_is_whole",
    "programme_from_tomorrow_or_by_act",
)
guards.register(
    OutsideProgramme,
    _("The region of this agency takes no part in the programme today. Ask the operators."),
    "agency_takes_part",
)
