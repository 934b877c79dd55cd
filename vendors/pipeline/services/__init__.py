"""What happens to target lists: made, filled from sheets, invited, matched; and milestones."""

from vendors.pipeline.services.answers import accept_shop_invitation, decline_shop_invitation
from vendors.pipeline.services.importing import (
    cancel_import,
    forget_rows,
    read_failed_rows,
    run_imports,
    send_sheet,
    start_import,
)
from vendors.pipeline.services.invitations import (
    Printed,
    closed,
    invite_by_mail,
    print_invitations,
    revoke_shop_invitation,
    send_shop_invitation_again,
)
from vendors.pipeline.services.letters import letter_of, send_shop_invitations
from vendors.pipeline.services.lists import make_list, reveal_target
from vendors.pipeline.services.matching import match_shop, match_targets
from vendors.pipeline.services.milestones import record_milestone

__all__ = [
    "Printed",
    "accept_shop_invitation",
    "cancel_import",
    "closed",
    "decline_shop_invitation",
    "forget_rows",
    "invite_by_mail",
    "letter_of",
    "make_list",
    "match_shop",
    "match_targets",
    "print_invitations",
    "read_failed_rows",
    "record_milestone",
    "reveal_target",
    "revoke_shop_invitation",
    "run_imports",
    "send_sheet",
    "send_shop_invitation_again",
    "send_shop_invitations",
    "start_import",
]
