"""Finance pages: claims and charges, cards, and the vendor's money."""

import secrets
from typing import Any
from uuid import UUID

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Role, User
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.policy import require
from marketplace.core.snapshot import one_moment
from marketplace.fulfilment.models import Claim
from marketplace.web.paging import page_of
from marketplace.web.requests import get_or_post
from payments import policies, queries, services
from payments.forms import CloseForm, PayForm
from payments.gateway import CallbackRefused, GatewayError, get_gateway
from payments.member_queries import sums_of
from payments.models import BankInstruction, GovernmentCard, Payout
from vendors.acting import acting_vendor, asks_to_switch
from vendors.models import Vendor
from vendors.policies import VendorAct, acts_for, can_ask_change

log = structlog.get_logger(__name__)
PER_PAGE = 20
CARD_STATE = "card_registration"


@require_safe
@login_required
@one_moment()
def finance(request: HttpRequest) -> HttpResponse:
    """Claims that wait for payment, charges with their outcome, and the accounts for auditors."""
    user = actor_of(request)
    require(policies.can_see_finance(user))
    troubled = queries.in_trouble(user)
    rows = page_of(request, queries.charges(user), PER_PAGE)
    waiting = list(queries.open_claims(user)[: PER_PAGE * 5])
    context = {
        "claims": [
            (claim, queries.ClaimMoney(claim, list(claim.payments.all()), []).charge)
            for claim in waiting
        ],
        "sees_claims": bool(user.role_set),
        "total_rupiah": sum(claim.amount_rupiah for claim in waiting),
        "page_obj": rows,
        "troubled": [
            (instruction, bool(policies.can_ask_bank(user, instruction)))
            for instruction in troubled[:PER_PAGE]
        ],
        "troubled_number": troubled.count(),
        "may_close": bool(policies.can_close_instruction(user)),
        "balances": queries.balances() if policies.can_see_accounts(user) else None,
        "may_see_cards": bool(policies.can_see_cards(user)),
        "nav_active": "finance",
    }
    return render(request, "payments/finance.html", context)


# ---- one claim


def _claim(request: HttpRequest, public_id: UUID) -> Claim:
    """Return a claim whose money this person handles or audits; for others it does not exist."""
    return get_object_or_404(queries.claim_page(actor_of(request)), public_id=public_id)


def _show_claim(
    request: HttpRequest, claim: Claim, *, form: PayForm | None = None, status: int = 200
) -> HttpResponse:
    user, money = actor_of(request), queries.ClaimMoney(claim, list(claim.payments.all()), [])
    may_pay = money.is_payable and policies.can_pay(user, claim)
    if form is None and may_pay:
        form = PayForm(payer=user, agency_id=claim.order.agency_id)
    troubled = [charge.instruction for charge in money.charges if charge.instruction.trouble]
    context = {
        "claim": claim,
        "order": claim.order,
        "charges": money.charges,
        "latest": money.charge,
        "is_live": money.is_live,
        "form": form if may_pay else None,
        "troubled": [(one, bool(policies.can_ask_bank(user, one))) for one in troubled],
        "zone": claim.order.agency.time_zone,
        "nav_active": "finance",
    }
    return render(request, "payments/claim.html", context, status=status)


@require_safe
@login_required
@one_moment()
def claim_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a claim with every charge that was tried, and the card to pay with."""
    return _show_claim(request, _claim(request, public_id))


@get_or_post
@login_required
def claim_pay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Commit the intent to charge; the bank is called later, by a worker."""
    claim = _claim(request, public_id)
    require(policies.can_pay(actor_of(request), claim))
    if request.method != "POST":
        return _show_claim(request, claim)
    form = PayForm(request.POST, payer=actor_of(request), agency_id=claim.order.agency_id)
    if not form.is_valid():
        return _show_claim(request, claim, form=form, status=422)
    try:
        services.request_payment(
            claim_id=claim.pk, card_id=form.cleaned_data["card"].pk, actor=actor_of(request)
        )
    except NotAllowed:
        raise
    except DomainError as refused:
        refused.add_to(form)
        return _show_claim(
            request, _claim(request, public_id), form=form, status=refused.http_status
        )
    messages.success(request, _("Sent to the bank. Its answer appears here."))
    return redirect("order_detail", claim.order.public_id)


@require_safe
@login_required
def claim_status(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what the bank has answered; the waiting page asks every two seconds.

    Once the answer is there the whole page is new: whose turn it is, the trail, the papers.
    """
    claim = _claim(request, public_id)
    latest = queries.ClaimMoney(claim, list(claim.payments.all()), []).charge
    context = {"claim": claim, "latest": latest, "zone": claim.order.agency.time_zone}
    response = render(request, "payments/charge_state.html", context)
    if latest is None or latest.status not in queries.LIVE:
        response["HX-Refresh"] = "true"
    return response


# ---- what waits for a person at the bank


def _instruction(request: HttpRequest, instruction_id: int) -> BankInstruction:
    visible = policies.instructions_visible_to(actor_of(request))
    return get_object_or_404(visible, pk=instruction_id)


def _where_it_is_shown(user: User, instruction: BankInstruction) -> HttpResponse:
    claim = policies.claims_visible_to(user).filter(payments__instruction=instruction).first()
    return redirect("claim_detail", claim.public_id) if claim else redirect("finance")


@require_POST
@login_required
def instruction_recheck(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """Ask the bank about an instruction that waits for a person."""
    found = _instruction(request, instruction_id)
    after = services.ask_bank_again(instruction_id=found.pk, actor=actor_of(request))
    if after.trouble:
        messages.warning(request, str(after.trouble_words.next_step))
    else:
        messages.success(request, _("The bank has answered."))
    return _where_it_is_shown(actor_of(request), after)


@get_or_post
@login_required
def instruction_close(request: HttpRequest, instruction_id: int) -> HttpResponse:
    """End an instruction on the bank's written word that nothing moved."""
    require(policies.can_close_instruction(actor_of(request)))
    found = _instruction(request, instruction_id)
    form = CloseForm(request.POST or None)
    status = 200 if request.method != "POST" else 422
    if form.is_valid():
        try:
            services.close_instruction(
                instruction_id=found.pk,
                actor=actor_of(request),
                reason=form.cleaned_data["reason"],
            )
        except DomainError as refused:
            refused.add_to(form)
            status = refused.http_status
        else:
            messages.success(request, _("Closed as declined: what it paid can be paid again."))
            return redirect("finance")
    context = {"instruction": found, "form": form, "nav_active": "finance"}
    return render(request, "payments/instruction_close.html", context, status=status)


# ---- cards


@require_safe
@login_required
def cards(request: HttpRequest) -> HttpResponse:
    """List the government cards this person may see."""
    user = actor_of(request)
    require(policies.can_see_cards(user))
    rows = [(card, bool(policies.can_retire_card(user, card))) for card in queries.cards(user)]
    context = {
        "cards": rows,
        "agencies": _agencies(user),
        "nav_active": "cards",
    }
    return render(request, "payments/cards.html", context)


def _agencies(user: User) -> list[Agency]:
    """Return the agencies for which a person may register a card."""
    return list(Agency.objects.filter(pk__in=user.agencies_as(Role.CARD_HOLDER)))


@require_safe
@login_required
def card_register(request: HttpRequest, agency_id: int) -> HttpResponse:
    """Explain what happens next and lead to the bank's own page.

    The link carries a state bound to this session, so that nobody can slip in another card.
    """
    user = actor_of(request)
    agency = get_object_or_404(Agency, pk=agency_id)
    require(policies.can_register_card(user, agency.pk))
    state = secrets.token_urlsafe(24)
    request.session[CARD_STATE] = {"state": state, "agency": agency.pk}
    return_url = request.build_absolute_uri(reverse("card_return"))
    context = {
        "agency": agency,
        "bank_url": get_gateway().card_registration_url(return_url=return_url, state=state),
        "nav_active": "cards",
    }
    return render(request, "payments/card_register.html", context)


@require_safe
@login_required
def card_return(request: HttpRequest) -> HttpResponse:
    """Take the card that the holder registered at the bank; the state proves whose it is."""
    kept = request.session.get(CARD_STATE) or {}
    if request.GET.get("error") == "cancelled" and request.GET.get("state") == kept.get("state"):
        messages.info(request, _("No card was registered."))
        return redirect("cards")
    try:
        found = get_gateway().read_card_registration(
            query=request.GET.dict(), state=str(kept.get("state", ""))
        )
    except CallbackRefused as refused:
        log.warning("card_refused", code=refused.code)
        messages.error(request, _("The bank did not confirm this card. Please register it again."))
        return redirect("cards")
    except GatewayError as silent:
        log.warning("card_unanswered", code=silent.code)
        messages.error(request, _("The bank does not answer right now. Try again in a moment."))
        return redirect("cards")
    request.session.pop(CARD_STATE, None)
    card = services.register_card(
        agency_id=int(kept["agency"]),
        token=found.card_token,
        last4=found.last4,
        issuer=found.issuer,
        actor=actor_of(request),
    )
    messages.success(
        request,
        _("Card •••• %(last4)s is registered. You can pay with it.") % {"last4": card.last4},
    )
    return redirect("cards")


@require_POST
@login_required
def card_retire(request: HttpRequest, card_id: int) -> HttpResponse:
    """Take a card out of use."""
    visible = policies.cards_visible_to(actor_of(request))
    card: GovernmentCard = get_object_or_404(visible, pk=card_id)
    services.retire_card(card_id=card.pk, actor=actor_of(request))
    messages.success(request, _("The card is no longer used."))
    return redirect("cards")


# ---- the vendor's money


def _vendor(request: HttpRequest) -> Vendor:
    vendor = acting_vendor(request)
    if vendor is None:
        raise Http404
    require(acts_for(actor_of(request), vendor, to=VendorAct.READ_MONEY))
    return vendor


@require_safe
@login_required
@asks_to_switch
@one_moment()
def vendor_money(request: HttpRequest) -> HttpResponse:
    """Show a shop where each order's money is and when it comes."""
    vendor = _vendor(request)
    page = page_of(request, queries.vendor_claims(vendor), PER_PAGE)
    rows: list[dict[str, Any]] = [
        {
            "claim": claim,
            "line": next(iter(claim.settlement_lines.all()), None),
            "expected_rupiah": queries.expected_net(claim),
            "fees_rupiah": queries.kept_fees(claim),
            "split": getattr(claim, "member_split", None),
        }
        for claim in page
    ]
    context = {
        "vendor": vendor,
        "sums": queries.vendor_sums(vendor),
        "members": sums_of(vendor) if policies.can_pay_members(actor_of(request), vendor) else None,
        "refused": queries.failed_payouts([vendor]),
        "may_change_account": bool(can_ask_change(actor_of(request), vendor)),
        "rows": rows,
        "page_obj": page,
        "nav_active": "vendor_money",
    }
    return render(request, "payments/vendor_money.html", context)


@require_POST
@login_required
def payout_retry(request: HttpRequest, payout_id: int) -> HttpResponse:
    """Let the next settlement run repeat a refused payout."""
    payout: Payout = get_object_or_404(policies.payouts_visible_to(actor_of(request)), pk=payout_id)
    services.retry_payout(payout_id=payout.pk, actor=actor_of(request))
    messages.success(request, _("The next settlement run pays it again."))
    return redirect("vendor_money")
