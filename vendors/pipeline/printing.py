"""Invitations as sheets of A4, one per business, in one file to print."""

from collections.abc import Sequence

from django.urls import reverse

from marketplace.core import moments
from marketplace.core.inviting import VALID_DAYS
from marketplace.documents.typesetting import render_sheets
from marketplace.web.requests import own_link
from vendors.invitation_rules import grouped_code
from vendors.pipeline.services import Printed
from vendors.region_words import region_label


def sheets_pdf(printed: Sequence[Printed]) -> bytes:
    """Return the sheets as one PDF, in the order given. The code of each stands on it alone."""
    page = own_link(reverse("shop_invitation"))
    return render_sheets("_ajakan", [_sheet(one, page) for one in printed])


def _sheet(one: Printed, page: str) -> dict[str, str]:
    target_list = one.target.list
    code = grouped_code(one.code)
    return {
        "business": one.target.name,
        "owner": one.target.owner_name,
        "region": region_label(one.target.region),
        "office": target_list.agency.name,
        "programme": str(target_list),
        "code": code,
        "page": page.split("://", 1)[-1],
        "link": own_link(reverse("shop_invitation_open", args=[code])),
        "until": moments.paper_moment(one.invitation.expires_at, target_list.time_zone),
        "days": str(VALID_DAYS),
    }
