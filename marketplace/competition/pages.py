"""What the page of a competition shows a person: its story, their forms, their own place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.accounts.models import Role, User
from marketplace.competition import policies, queries
from marketplace.competition.forms import (
    AnswerForm,
    AskForm,
    AwardForm,
    ConfirmForm,
    EndForm,
    OfferForm,
    ReleaseForm,
)
from marketplace.competition.models import (
    Competition,
    Inquiry,
    Invited,
    OpenedOffer,
    Status,
)
from marketplace.core import clock
from marketplace.core.policy import Verdict, deny

_SIMPLE: dict[str, type[forms.Form]] = {
    "confirm": ConfirmForm,
    "ask": AskForm,
    "answer": AnswerForm,
    "release": ReleaseForm,
    "end": EndForm,
}


@dataclass(frozen=True)
class Asked:
    """A question, and the form that answers it where the person may."""

    row: Inquiry
    form: forms.Form | None


def invited(user: User, row: Competition) -> Invited:
    """Return as which shop the person is invited. Raises: DoesNotExist."""
    found = policies.invited_as(user, row)
    if found is None:
        raise Invited.DoesNotExist
    return found


def may(step: str, user: User, row: Competition) -> Verdict:
    """Judge a step by its policy alone; where it stands, the use-case judges."""
    return _may(step, user, row, policies.invited_as(user, row))


def _may(step: str, user: User, row: Competition, shop: Invited | None) -> Verdict:
    if step in {"ask", "offer"}:
        if shop is None:
            return deny(_("Only owner and staff of an invited shop do this."))
        return policies.can_offer(user, shop)
    judged = {
        "confirm": policies.can_confirm,
        "answer": policies.can_buy,
        "release": policies.can_release,
        "award": policies.can_buy,
        "end": policies.can_end,
    }
    return judged[step](user, row)


def form_of(step: str, row: Competition, user: User, data: Any = None) -> forms.Form:
    """Return the form of a step."""
    return _form(step, row, policies.invited_as(user, row) if step == "offer" else None, data)


def _form(step: str, row: Competition, shop: Invited | None, data: Any = None) -> forms.Form:
    if step == "offer":
        goods = queries.goods_of(shop.vendor) if shop else ()
        return OfferForm(data, goods=goods, auto_id="offer-%s")
    if step == "award":
        standing = [one for one in row.opened.all() if one.rank is not None]
        return AwardForm(data, standing=standing, auto_id="award-%s")
    return _SIMPLE[step](data, auto_id=f"{step}-%s")


def _open_steps(row: Competition, user: User) -> list[str]:
    """Return the steps that the state of a competition allows, whoever asks."""
    now = clock.now()
    if row.status == Status.DRAFT:
        return ["confirm", "end"]
    if row.status == Status.OPENED:
        return ["award", "end"]
    if row.status != Status.RUNNING:
        return []
    if now >= row.offers_due:
        return [*(["release"] if policies.key_of(user, row) else []), "end"]
    return [*(["ask"] if now < row.questions_due else []), "answer", "offer", "end"]


def page_of(row: Competition, user: User, typed: tuple[str, forms.Form] | None) -> dict[str, Any]:
    """Return the context of the page; ``typed``: a step that was refused, with its form."""
    shop = policies.invited_as(user, row)
    steps = [step for step in _open_steps(row, user) if _may(step, user, row, shop)]
    shown = {step: _form(step, row, shop) for step in steps}
    if typed is not None:
        shown[typed[0]] = typed[1]
    whole = policies.sees_all(user, row)
    mine = None if whole else shop
    opened = list(row.opened.all())
    return {
        "competition": row,
        "whole": whole,
        "forms": shown,
        "refused_step": typed[0] if typed else "",
        "inquiries": [_asked(one, shown.get("answer"), typed) for one in row.inquiries.all()],
        "is_over": row.status == Status.RUNNING and clock.now() >= row.offers_due,
        "sealed": len(queries.last_offers(row)) if whole else None,
        "receipt": queries.offered_by(mine) if mine else None,
        "mine": _own(opened, mine),
        "opened": opened if whole else [],
        "nav_active": "competitions",
        "zone": row.agency.time_zone,
        "buys": whole and user.has_role(Role.PROCUREMENT_OFFICER, row.agency_id),
        "winner": row.winner,
    }


def _asked(one: Inquiry, answering: forms.Form | None, typed: Any) -> Asked:
    if answering is None or one.answer:
        return Asked(one, None)
    if typed is not None and typed[0] == "answer" and answering.data.get("inquiry") == str(one.pk):
        return Asked(one, answering)
    return Asked(one, AnswerForm(inquiry=one, auto_id=f"answer-{one.pk}-%s"))


def _own(opened: list[OpenedOffer], mine: Invited | None) -> OpenedOffer | None:
    return next((one for one in opened if mine and one.offer.invited_id == mine.pk), None)
