"""Who may open which address: one row per name of the site's map.

``allowed`` may (answer ``granted``), ``seers`` see the thing but hold another role (403), everybody
else signed in gets ``refused``, a visitor gets ``visitor``. A name missing here fails the build.
"404" means: for this person it does not exist.
"""

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.orders import lifecycle
from marketplace.orders.lifecycle import VENDOR, OrderStatus, Step

AGENCY = frozenset({"ani", "budi", "eka", "fajar", "gita", "hadi"})
TENANT = frozenset({"indra", "joko", "kartika"})
SHOP = frozenset({"citra", "lina", "mira"})
# Leo reads for the head of the region, Lokita sits at the counter, Nona has just signed up, Sekar
# keeps the roles of the agency and has no part in what it buys.
OTHERS = frozenset({"leo", "lokita", "nona", "sekar"})
PEOPLE = AGENCY | TENANT | SHOP | OTHERS | {"dedi", "operator"}
BUYERS = frozenset({"ani", "budi", "eka", "hadi", "dedi"})
PAYERS = frozenset({"budi", "fajar", "gita", "hadi", "indra", "leo"})
BUDGET_READERS = frozenset({"ani", "budi", "gita", "hadi", "indra"})
NEGOTIATORS = frozenset({"ani", "budi", "citra", "lina", "indra"})
SHOPPERS = frozenset({"ani", "dedi"})  # of two agencies
CONCERNED = AGENCY | SHOP | {"indra", "leo"}
TO_LOGIN, POST_ONLY = 302, 405
OF_ROLE = {
    Role.PROCUREMENT_OFFICER: {"ani"},
    Role.COMMITMENT_OFFICER: {"budi"},
    VENDOR: {"citra", "lina"},  # owner and staff; finance does not answer orders
    Role.ACTIVITY_OFFICER: {"eka"},
    Role.CARD_HOLDER: {"fajar"},
    Role.BUDGET_AUTHORITY: {"hadi"},
    Role.INTERNAL_AUDITOR: {"indra"},
}
STAGED = OrderStatus.ISSUED  # where the order of the stage stands
# Steps whose policy itself looks at the state: for these people it says no once the letter is out.
NOT_ON_AN_ISSUED_ORDER = {"cancel": {"ani"}, "resubmit": {"ani"}, "reissue": {"ani"}}
# Whose own order it is gives it no second approval.
NOT_IN_THEIR_OWN = {"second_approve": {"budi"}}
# Nobody has proposed another day for the order of the stage.
NOT_PROPOSED = {"agree_day", "refuse_day"}


@dataclass(frozen=True)
class Row:
    """One line of the table; ``args`` name attributes of the stage."""

    args: tuple[Any, ...] = ()
    allowed: frozenset[str] = PEOPLE
    granted: frozenset[int] = field(default_factory=lambda: frozenset({200}))
    refused: int = 403
    visitor: int = TO_LOGIN
    seers: frozenset[str] = frozenset()

    def answers(self, person: str) -> frozenset[int]:
        """Which answers a signed-in person may get."""
        if person in self.allowed:
            return self.granted
        return frozenset({403 if person in self.seers else self.refused})


def public(*args: Any, status: int = 200) -> Row:
    """For everybody."""
    return Row(args, granted=frozenset({status}), visitor=status)


def signed_in(*args: Any) -> Row:
    """For every account."""
    return Row(args)


def only(*names: str, args: tuple[Any, ...] = (), refused: int = 403, status: int = 200) -> Row:
    """For these people."""
    return Row(args, frozenset(names), frozenset({status}), refused)


def step(*names: str, of: tuple[str, ...], seers: frozenset[str]) -> Row:
    """One step on a thing: for these people; who else sees it is told whose step it is."""
    return Row(of, frozenset(names), refused=404, seers=seers)


def step_of_order(row: Step) -> Row:
    """One step, from its own row, on an order that waits for the vendor.

    Those of its role are asked, or told that it is not open now; who else sees the order is told
    whose step it is.
    """
    held = set().union(*(OF_ROLE[role] for role in row.roles))
    people = held - NOT_ON_AN_ISSUED_ORDER.get(row.key, set())
    people -= NOT_IN_THEIR_OWN.get(row.key, set())
    return Row(
        (*ORDER, f"={row.address}"),
        frozenset(people),
        frozenset({200 if STAGED in row.sources and row.key not in NOT_PROPOSED else 409}),
        refused=404,
        seers=CONCERNED,
    )


def post_only(*args: Any, visitor: int = TO_LOGIN) -> Row:
    """A change: reading it is never possible, whoever asks."""
    return Row(args, granted=frozenset({POST_ONLY}), visitor=visitor)


def of_shoppers(*args: Any) -> Row:
    """By program, of Ani's cart: for Ani; who has no cart is told so, another's office is none."""
    return Row(args, frozenset({"ani"}), refused=404, visitor=401, seers=PEOPLE - SHOPPERS)


def keyed(*args: Any) -> Row:
    """For programs with a key of a shop; a session opens nothing."""
    return Row(args, granted=frozenset({401}), visitor=401)


def sign_in(*args: Any, visitor: int = 200) -> Row:
    """allauth's own pages: a signed-in person is shown or sent where they belong."""
    return Row(args, granted=frozenset({200, 302}), visitor=visitor)


ORDER = ("order.public_id",)
PRODUCT = ("product.public_id",)
SKU = ("sku.public_id",)
QUESTION = ("question.public_id",)
FREIGHT = ("freight.public_id",)
NEGOTIATION = ("negotiation.public_id",)
COMPETITION = ("competition.public_id",)
RATING = ("rating.public_id",)
VENDOR = ("vendor.public_id",)
CASE = ("case.public_id",)
TRAINING = ("training.public_id",)
TICKET = ("ticket.public_id",)
CLAIM = ("claim.public_id",)
TARGETS = ("targets.public_id",)
SHEET = ("sheet.public_id",)
GOODS_SHEET = ("goods_sheet.public_id",)
SESSION = ("session.public_id",)
OVERSEERS = ("lokita", "joko", "indra", "leo")  # officers of counters, and who oversees them
MEMBER = ("member.public_id",)
LIST = ("saved_list.public_id",)
SHARED = ("shared.public_id",)

PERMISSIONS: dict[str, Row] = {
    # core
    "healthz": public(),
    "gallery": public(),
    "parked_begin": post_only(visitor=POST_ONLY),
    "parked_file": post_only("=3f0c8d5e-0000-4000-8000-000000000000", visitor=POST_ONLY),
    "set_theme": post_only(visitor=POST_ONLY),
    "private_file": only("citra", "joko", "indra", args=("file.public_id",), refused=404),
    "issued_document": only(*CONCERNED, args=("paper.number",), refused=404),
    "check_document": public("paper.token"),
    # accounts
    "account_login": sign_in(),
    "account_signup": sign_in(),
    "phone_sign_in": sign_in(),
    "phone_sign_up": sign_in(),
    "phone_code": sign_in(visitor=302),
    "account_phone": sign_in(visitor=302),
    "phone_prove": sign_in(visitor=302),
    "account_logout": sign_in(visitor=302),
    "account_inactive": public(),
    "account_reauthenticate": sign_in(visitor=302),
    "account_email": sign_in(visitor=302),
    "account_email_verification_sent": public(),
    "account_confirm_email": public("=tidak-ada"),
    "account_change_password": sign_in(visitor=302),
    "account_set_password": sign_in(visitor=302),
    "account_reset_password": sign_in(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": sign_in("=1", "=tidak-ada"),
    "account_reset_password_from_key_done": public(),
    "account_confirm_login_code": sign_in(visitor=302),
    "set_language": post_only(visitor=POST_ONLY),
    "account": signed_in(),
    "sign_out_elsewhere": post_only(visitor=POST_ONLY),
    "browsers": signed_in(),
    "browser_sign_out": post_only("=1", visitor=POST_ONLY),
    # no other system signs anybody in here
    "identity_sign_in": public(status=404),
    "identity_callback": public(status=404),
    "identities": signed_in(),
    "identity_begin": sign_in(visitor=302),
    "identity_link": sign_in(visitor=302),
    "identity_unlink": post_only("=1", visitor=POST_ONLY),
    "api_tokens": signed_in(),
    "my_data": signed_in(),
    "my_download": Row(granted=frozenset({302})),
    "my_correction": Row(granted=frozenset({302})),
    "my_erasure": Row(granted=frozenset({302})),
    "my_request_withdraw": post_only("=1", visitor=POST_ONLY),
    "api_token_revoke": post_only("=1", visitor=POST_ONLY),
    "mfa_index": signed_in(),
    "mfa_authenticate": sign_in(visitor=302),
    "mfa_reauthenticate": sign_in(visitor=302),
    "mfa_activate_totp": sign_in(visitor=302),
    "mfa_deactivate_totp": Row(granted=frozenset({302, 404})),
    "mfa_view_recovery_codes": Row(granted=frozenset({302, 404})),
    "mfa_generate_recovery_codes": sign_in(visitor=302),
    "mfa_download_recovery_codes": Row(granted=frozenset({302, 404})),
    # notices
    "tasks": signed_in(),
    "documents": signed_in(),
    "inbox": signed_in(),
    "notice_open": post_only("notice.pk", visitor=POST_ONLY),
    "notices_read_all": post_only(visitor=POST_ONLY),
    "notice_choices": signed_in(),
    "notice_number": sign_in(visitor=302),
    "notice_number_code": sign_in(visitor=302),
    "unsubscribe": public("=tidak-ada", status=404),
    "whatsapp_hook": public(status=404),
    # appointments: Sekar keeps the roles, Hadi reads them, and Eka's is the one that is asked for
    "agency_people": only("hadi", "sekar"),
    "agency_appoint": Row(
        ("agency.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    "agency_address": Row(
        ("agency.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    "agency_invite": Row(
        ("agency.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    "role_invitation_send": post_only("=1", visitor=POST_ONLY),
    "role_invitation_withdraw": post_only("=1", visitor=POST_ONLY),
    "role_invitation": public("=tidak-ada", status=404),
    "role_stand_in": Row(
        ("seat.pk",), frozenset({"eka", "sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    "role_end": Row(
        ("seat.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"eka", "hadi"})
    ),
    # approval rules: Sekar keeps them, Hadi reads them
    "approval_rules": only("hadi", "sekar"),
    "approval_rule_new": Row(
        ("agency.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    "approval_rule_end": Row(
        ("approval_rule.pk",), frozenset({"sekar"}), refused=404, seers=frozenset({"hadi"})
    ),
    # vendors
    # whoever holds an office here may not sell here; a finished application has no open step
    "vendor_home": only("citra", "lina", "mira", "nona"),
    "vendor_switch": post_only(visitor=POST_ONLY),
    "vendor_apply": only("citra", "lina", "mira", "nona", status=302),
    "vendor_step": Row(
        ("=usaha",), frozenset({"citra", "lina", "mira", "nona"}), frozenset({200, 302})
    ),
    "vendor_summary": Row(granted=frozenset({302})),
    "vendor_people": only("citra", "lina", "mira", refused=404),
    "member_end": post_only("=1", visitor=POST_ONLY),
    "member_hand_over": post_only("=1", visitor=POST_ONLY),
    "vendor_invite": Row((), frozenset({"citra"}), refused=404, seers=frozenset({"lina", "mira"})),
    "invitation_send": post_only("=3f0c8d5e-0000-4000-8000-000000000000", visitor=POST_ONLY),
    "invitation_print": post_only("=3f0c8d5e-0000-4000-8000-000000000000", visitor=POST_ONLY),
    "invitation_revoke": post_only("=3f0c8d5e-0000-4000-8000-000000000000", visitor=POST_ONLY),
    "invitation": public(),
    "invitation_open": public("=ABCD-EFGH-JKMN", status=404),
    "vendor_size": only("citra", refused=404),
    "vendor_changes": only("citra", refused=404),
    "vendor_change": only("citra", args=("=rekening",), refused=404),
    "change_withdraw": post_only("change.public_id", visitor=POST_ONLY),
    "change_review": only("joko", "indra", args=("change.public_id",), refused=404),
    "vendor_owner": only("joko", "operator", args=VENDOR, refused=404),
    "vendor_queue": only("joko", "indra"),
    "vendor_review": only("joko", "indra", args=VENDOR, refused=404),
    "vendor_reject": step("joko", of=VENDOR, seers=frozenset({"indra"})),
    # licences
    "licence_list": only("citra", "lina", refused=404),
    "licence_kinds": only("citra", refused=404),
    "licence_new": only("citra", args=("=halal",), refused=404),
    "licence_renew": only("citra", args=("licence.public_id",), refused=404),
    "licence_withdraw": post_only("licence.public_id", visitor=POST_ONLY),
    "licence_review": only("joko", "indra", args=("licence.public_id",), refused=404),
    # members of the cooperative: owner and staff keep them, verifiers and auditors read them
    "coop_members": only("citra", "lina", refused=404),
    "coop_member_new": only("citra", "lina", refused=404),
    "coop_upload": only("citra", "lina", refused=404),
    "coop_template": only("citra", "lina", refused=404),
    "coop_sheet": only("citra", "lina", args=("member_sheet.public_id",), refused=404),
    "coop_member": only("citra", "lina", args=MEMBER, refused=404),
    "coop_member_leave": post_only(*MEMBER, visitor=POST_ONLY),
    "coop_review": only("joko", "indra", args=VENDOR, refused=404),
    "coop_member_review": only("joko", "indra", args=MEMBER, refused=404),
    # sanctions
    "public_sanctions": public(),
    "public_sanctions_csv": public(),
    "shop_sanctions": only("citra", "lina", "mira", refused=404),
    "shop_sanction": only("citra", "lina", "mira", args=("sanction.public_id",), refused=404),
    "sanction_list": only("joko", "indra", "operator"),
    "sanction": only("joko", "indra", "operator", args=("sanction.public_id",), refused=404),
    "sanction_new": step("joko", of=(*VENDOR, "=tangguhkan"), seers=frozenset({"indra"})),
    # help: owner and staff ask, verifiers help, auditors read; the helpdesk is everybody's
    "ladder_page": only("citra", "lina", refused=404),
    "shop_cases": only("citra", "lina", refused=404),
    "shop_trainings": only("citra", "lina", refused=404),
    "case_board": only("joko", "indra"),
    "office_trainings": only("joko", "indra"),
    "ticket_desk": only("joko", "indra"),
    "case_page": only("citra", "lina", "joko", "indra", args=CASE, refused=404),
    "case_act": post_only(*CASE, "=kerjakan", visitor=POST_ONLY),
    "training_page": only("citra", "lina", "joko", "indra", args=TRAINING, refused=404),
    "training_act": post_only(*TRAINING, "=daftar", visitor=POST_ONLY),
    "tickets": signed_in(),
    "ticket_new": signed_in(),
    "ticket_page": only("citra", "joko", "indra", args=TICKET, refused=404),
    "ticket_act": post_only(*TICKET, "=tulis", visitor=POST_ONLY),
    "support_figures": only("joko", "indra", "leo"),
    "support_figures_csv": only("joko", "indra", "leo"),
    # counters
    "counter_desk": only("lokita"),
    "counter_report": only(*OVERSEERS),
    "counter_report_paper": only(*OVERSEERS),
    "counter_report_export": only(*OVERSEERS, args=("=csv",)),
    "counter_session": only("lokita", args=SESSION, refused=404),
    "counter_summary": only("lokita", args=SESSION, refused=404),
    # nothing is confirmed or printed yet on the stage
    "counter_sheet": only("lokita", args=SESSION, refused=404, status=302),
    "counter_handout": only("lokita", args=SESSION, refused=404),
    "counter_act": post_only(*SESSION, "=kode", visitor=POST_ONLY),
    "counter_step": only("lokita", args=(*SESSION, "=usaha"), refused=404),
    # pipeline
    "target_lists": only("joko", "kartika", "indra"),
    "target_list_new": only("joko", "kartika"),
    "target_list": only("joko", "kartika", "indra", args=TARGETS, refused=404),
    "target_template": step("joko", "kartika", of=TARGETS, seers=frozenset({"indra"})),
    "target_upload": step("joko", "kartika", of=TARGETS, seers=frozenset({"indra"})),
    "target_invite": step("joko", "kartika", of=TARGETS, seers=frozenset({"indra"})),
    "target": only("joko", "kartika", "indra", args=("target.public_id",), refused=404),
    "target_send": post_only("target.public_id", visitor=POST_ONLY),
    "target_print": post_only("target.public_id", visitor=POST_ONLY),
    "target_revoke": post_only("target.public_id", visitor=POST_ONLY),
    "target_import": only("joko", "kartika", args=SHEET, refused=404),
    "target_import_start": post_only(*SHEET, visitor=POST_ONLY),
    "target_import_cancel": post_only(*SHEET, visitor=POST_ONLY),
    "target_import_errors": post_only(*SHEET, visitor=POST_ONLY),
    "shop_invitation": public(),
    "shop_invitation_open": public("=ABCD-EFGH-JKMN", status=404),
    # catalog
    "home": public(),
    "etalase_list": public(),
    "etalase_page": public("etalase.slug"),
    "search": public(),
    "product_page": public(*PRODUCT),
    "shop_page": public("vendor.slug"),
    "public_photo": public("=tidak/ada.webp", status=404),
    "vendor_products": only("citra", "lina"),
    "delivery_rates": only("citra", "lina"),
    "goods_shelf": only("citra", "lina"),
    "product_new": only("citra", "lina"),
    # sheets of goods
    "goods_imports": only("citra", "lina"),
    "goods_template": only("citra", "lina"),
    "goods_export": only("citra", "lina", args=("=csv",)),
    "goods_import": only("citra", "lina", args=GOODS_SHEET, refused=404),
    "goods_headings": only("citra", "lina", args=GOODS_SHEET, refused=404),
    "goods_row": only("citra", "lina", args=(*GOODS_SHEET, "=2"), refused=404),
    "goods_import_failed": only("citra", "lina", args=GOODS_SHEET, refused=404),
    "goods_import_start": post_only(*GOODS_SHEET, visitor=POST_ONLY),
    "goods_import_cancel": post_only(*GOODS_SHEET, visitor=POST_ONLY),
    "goods_import_prices": post_only(*GOODS_SHEET, visitor=POST_ONLY),
    "goods_import_pictures": post_only(*GOODS_SHEET, visitor=POST_ONLY),
    # keys of programs
    "channel_keys": only("citra"),
    "channel_key_rotate": post_only("=1", visitor=POST_ONLY),
    "channel_key_revoke": post_only("=1", visitor=POST_ONLY),
    # goods one by one
    "product_edit": only("citra", "lina", args=PRODUCT, refused=404),
    "variant_new": post_only(*PRODUCT),
    "variant_edit": post_only(*SKU),
    "variant_price": post_only(*SKU),
    "variant_rise": post_only(*SKU),
    "variant_rise_withdraw": post_only(*SKU),
    "variant_stock": post_only(*SKU),
    "variant_terms": post_only(*SKU),
    "variant_switch": post_only(*SKU),
    "product_submit": post_only(*PRODUCT),
    "product_withdraw": post_only(*PRODUCT),
    "product_licences": post_only(*PRODUCT),
    "product_photos": only("citra", "lina", args=PRODUCT, refused=404),
    "product_makers": only("citra", "lina", args=PRODUCT, refused=404),
    "shop_days": only("citra", "lina"),
    "shop_day_open": post_only(),
    "product_terms": only("citra", "lina", args=PRODUCT, refused=404),
    "search_suggestions": public(),
    "etalase_guess": only("citra", "lina"),
    "search_places": public(),
    "catalogue_queue": only("kartika"),
    "synonyms": only("kartika", "operator"),
    "synonym": only("kartika", "operator", args=("synonym.pk",)),
    "robots": public(),
    "sitemap": public(),
    "sitemap_part": public("=barang", "=0"),
    "listing_report": public(*PRODUCT),
    "listing_reports": only("kartika"),
    "live_goods": only("kartika"),
    "take_goods_down": post_only(),
    "watched_words": only("kartika"),
    "freight_quotes": only("citra", "lina"),
    "freight_quote_answer": post_only(*FREIGHT),
    "freight_quote_refuse": post_only(*FREIGHT),
    "negotiations": only("ani", "budi", "citra", "lina", "indra", "dedi"),
    "negotiation": only("ani", "budi", "citra", "lina", "indra", args=NEGOTIATION, refused=404),
    "negotiation_counter": post_only(*NEGOTIATION),
    "negotiation_accept": post_only(*NEGOTIATION),
    "negotiation_refuse": post_only(*NEGOTIATION),
    "competitions": only("ani", "budi", "citra", "lina", "indra", "dedi"),
    "competition_shops": only("ani", "dedi"),
    "competition_new": only("ani", "dedi"),
    "competition": only("ani", "budi", "citra", "lina", "indra", args=COMPETITION, refused=404),
    "competition_confirm": post_only(*COMPETITION),
    "competition_ask": post_only(*COMPETITION),
    "competition_answer": post_only(*COMPETITION),
    "competition_offer": post_only(*COMPETITION),
    "competition_release": post_only(*COMPETITION),
    "competition_award": post_only(*COMPETITION),
    "competition_end": post_only(*COMPETITION),
    "product_questions": public(*PRODUCT),
    "question_ask": signed_in(*PRODUCT),
    "shop_questions": only("citra", "lina"),
    "question_answer": post_only(*QUESTION),
    "moderated_questions": only("kartika"),
    "question_remove": only("kartika", args=QUESTION, refused=404),
    "catalogue_review": only("kartika", args=PRODUCT),
    "price_rises": only("kartika"),
    "price_rise_accept": post_only("=00000000-0000-4000-8000-000000000000"),
    "price_rise_refuse": post_only("=00000000-0000-4000-8000-000000000000"),
    "product_publish": post_only(*PRODUCT),
    "product_return": post_only(*PRODUCT),
    "product_unpublish": post_only(*PRODUCT),
    # etalases in the making, templates of goods, and what is open where
    "showcases": only("kartika"),
    "showcase_new": only("kartika"),
    "showcase": only("kartika", args=("showcase.public_id",), refused=404),
    "showcase_repair": Row(
        ("showcase.public_id",), frozenset(), frozenset({200}), 404, seers=frozenset({"kartika"})
    ),
    "showcase_close": only("kartika", args=("etalase.slug",), refused=404),
    "categories": only("kartika", "operator"),
    "category": only("kartika", "operator", args=("=kain",)),
    "open_showcases": public(),
    "open_in_province": public("province.code"),
    "market_front": public("agency.tenant.slug"),
    # sourcing
    "cart": only("ani", "dedi"),
    "cart_negotiate": only("ani", "dedi", args=("=1-bela",), status=302),  # nothing lies there
    "cart_add": Row(granted=frozenset({302})),
    "cart_agency": post_only(),
    "cart_change": post_only("=1"),
    "cart_days": post_only("=1"),
    "cart_remove": post_only("=1"),
    "cart_confirm": post_only("=1"),
    "cart_note": post_only("=1"),
    "cart_choose": post_only(),
    "cart_put_back": post_only(),
    "cart_share": post_only(),
    "shared_cart": step("ani", of=SHARED, seers=PEOPLE - {"dedi"}),
    "shared_cart_take": post_only(*SHARED),
    "shared_cart_decline": post_only(*SHARED),
    "checkout": only("ani", "dedi", status=302),  # their carts are empty
    "checkout_packages": only("ani", "dedi"),
    "cart_from_list": step("ani", of=LIST, seers=PEOPLE - {"dedi"}),
    "cart_from_order": step("ani", of=ORDER, seers=PEOPLE - {"dedi"}),
    # the order of the stage has been let pass by nobody: for officers there is nothing to move
    "cart_from_elsewhere": only("ani", "dedi", args=ORDER, status=404),
    # shortlists
    "comparison": only(*BUYERS),
    "compare_add": post_only(),
    "compare_remove": post_only(),
    "comparison_store": post_only(),
    "stored_comparisons": only(*BUYERS),
    "stored_comparison": only(*AGENCY, "indra", "leo", args=("comparison.public_id",), refused=404),
    "saved_lists": only(*BUYERS),
    "list_add": post_only(),
    "saved_list": step(*BUYERS - {"dedi"}, of=LIST, seers=PEOPLE - BUYERS),
    "list_lines": post_only(*LIST),
    "list_delete": post_only(*LIST),
    "saved_searches": only(*BUYERS),
    "search_keep": post_only(),
    "search_open": post_only("saved_search.public_id"),
    "search_change": post_only("saved_search.public_id"),
    # orders
    "orders": signed_in(),
    "order_detail": only(*CONCERNED, args=ORDER, refused=404),
    "order_letter": only(*CONCERNED, args=ORDER, refused=404),
    "order_bundle": post_only(*ORDER),
    "order_message": post_only(*ORDER),
    "order_edit": post_only(*ORDER),
    "order_repair": post_only(*ORDER),
    **{f"order_step {row.key}": step_of_order(row) for row in lifecycle.steps() if row.address},
    "moderated_ratings": only("kartika"),
    "rating_hide": only("kartika", args=RATING, refused=404),
    "appointments": only("hadi", "operator"),
    "appoint": Row((*ORDER, "=ppk"), frozenset({"hadi", "operator"}), refused=404),
    # payments
    "finance": only(*PAYERS, "operator"),
    "claim_detail": only(*PAYERS, args=CLAIM, refused=404),
    "claim_pay": step("fajar", of=CLAIM, seers=PAYERS),
    "claim_status": only(*PAYERS, args=CLAIM, refused=404),
    "instruction_recheck": post_only("=1", visitor=POST_ONLY),
    "instruction_close": only("operator", args=("instruction.pk",)),
    # the budget: budget authority and treasurer keep it, PPK, PP and the market's auditor read it
    "budget": only("ani", "budi", "gita", "hadi", "indra", "dedi"),
    "budget_line_new": only("gita", "hadi"),
    "budget_line": only(*BUDGET_READERS, args=("budget_line.pk",), refused=404),
    "budget_package_new": only("gita", "hadi"),
    "budget_package": only(*BUDGET_READERS, args=("package.rup_code",), refused=404),
    "budget_upload": only("gita", "hadi"),
    "budget_template": only("gita", "hadi", args=("=dpa",)),
    "budget_sheet": only("gita", "hadi", args=("plan_sheet.public_id",), refused=404),
    "cards": only("fajar", "gita", "hadi", "indra"),
    "card_register": only("fajar", args=("agency.pk",)),
    "card_return": Row(granted=frozenset({302})),
    "card_retire": post_only("=1", visitor=POST_ONLY),
    "vendor_money": Row((), frozenset({"citra", "mira"}), refused=404, seers=frozenset({"lina"})),
    "payout_retry": post_only("=1", visitor=POST_ONLY),
    "member_money": only("citra", "mira", "indra", args=VENDOR, refused=404),
    "member_money_export": only("citra", "mira", "indra", args=(*VENDOR, "=csv"), refused=404),
    "claim_split": only("citra", "mira", "indra", args=("split.claim.public_id",), refused=404),
    "member_statement": only("citra", "mira", "indra", args=MEMBER, refused=404),
    "member_statement_print": only("citra", "mira", "indra", args=MEMBER, refused=404),
    "member_payment_back": step(
        "citra", "mira", of=("member_payment.public_id",), seers=frozenset({"indra"})
    ),
    "courier_hook": post_only(visitor=POST_ONLY),
    "bank_charge": post_only(visitor=POST_ONLY),
    "bank_payout": post_only(visitor=POST_ONLY),
    "bank_qris": post_only(visitor=POST_ONLY),
    # API
    "api-root": public(),
    "api_schema": public(),
    "api_docs": public(),
    "api_token": post_only(visitor=POST_ONLY),
    "api_product-list": public(),
    "api_product-detail": public(*PRODUCT),
    # by a key of a shop: whoever is signed in on the pages has none
    "api_channel_listings": keyed(),
    "api_channel_listing": keyed("sku.code"),
    "api_channel_stocks": keyed(),
    "api_channel_stock": keyed("sku.code"),
    "api_order_changes": keyed(),
    "api_order-list": Row(visitor=401),
    "api_order-detail": Row(ORDER, CONCERNED, refused=404, visitor=401),
    "api_order-step": post_only(*ORDER, "=approve", visitor=401),
    "api_order-steps": Row(ORDER, CONCERNED, refused=404, visitor=401),
    # the order of the stage waits for its shop: there is nothing to repair, nor to move
    "api_order_lines": post_only(*ORDER, visitor=401),
    "api_order_repair": Row(ORDER, frozenset(), refused=404, visitor=401, seers=CONCERNED),
    "api_order_messages": Row(ORDER, CONCERNED, refused=404, visitor=401),
    "api_other_offers": Row(ORDER, frozenset(), refused=404, visitor=401),
    "api_cart-list": Row((), SHOPPERS, visitor=401),
    "api_cart": of_shoppers("agency.pk"),
    "api_cart_items": post_only("agency.pk", visitor=401),
    "api_cart_line": post_only("agency.pk", *SKU, visitor=401),
    "api_cart_confirm": post_only("agency.pk", *SKU, visitor=401),
    "api_cart_put_back": post_only("agency.pk", visitor=401),
    "api_cart_fill": post_only("agency.pk", visitor=401),
    "api_cart_share": post_only("agency.pk", visitor=401),
    "api_checkout_look": post_only("agency.pk", visitor=401),
    "api_checkout": post_only("agency.pk", visitor=401),
    "api_cart_freight": post_only("agency.pk", visitor=401),
    "api_cart_negotiation": post_only("agency.pk", visitor=401),
    "api_shared_cart-list": Row((), SHOPPERS, visitor=401),
    "api_shared_cart-detail": of_shoppers(*SHARED),
    "api_shared_cart-take": post_only(*SHARED, visitor=401),
    "api_shared_cart-decline": post_only(*SHARED, visitor=401),
    "api_freight-list": Row(visitor=401),
    "api_freight-detail": Row(
        FREIGHT, frozenset({"ani", "citra", "lina"}), refused=404, visitor=401
    ),
    "api_freight-answer": post_only(*FREIGHT, visitor=401),
    "api_freight-refuse": post_only(*FREIGHT, visitor=401),
    "api_negotiation-list": Row((), NEGOTIATORS | {"dedi"}, visitor=401),
    "api_negotiation-detail": Row(NEGOTIATION, NEGOTIATORS, refused=404, visitor=401),
    "api_negotiation-counter": post_only(*NEGOTIATION, visitor=401),
    "api_negotiation-accept": post_only(*NEGOTIATION, visitor=401),
    "api_negotiation-refuse": post_only(*NEGOTIATION, visitor=401),
    "api_package-list": Row((), BUDGET_READERS | {"dedi"}, visitor=401),
    "api_package-detail": Row(("package.rup_code",), BUDGET_READERS, refused=404, visitor=401),
    "api_budget_line-list": Row((), BUDGET_READERS | {"dedi"}, visitor=401),
    "api_paper-list": Row(visitor=401),
    "api_paper": Row(("paper.number",), CONCERNED, refused=404, visitor=401),
    "api_role-list": Row(visitor=401),
    "api_role-detail": Row(
        ("seat.pk",), frozenset({"eka", "hadi", "sekar"}), refused=404, visitor=401
    ),
    "api_role-stand-in": post_only("seat.pk", visitor=401),
    "api_role-end": post_only("seat.pk", visitor=401),
    "api_appoint": post_only("agency.pk", visitor=401),
    # insight
    "cockpit": public(),
    "funnel": only("joko", "kartika", "indra", "leo"),
    "funnel_stage": only("joko", "kartika", "indra", "leo", args=("=in_entry",)),
    "funnel_export": only("joko", "kartika", "indra", "leo", args=("=csv",)),
    "transaction": public("order.public_id", status=404),
}


def site_name(row: str) -> str:
    """The name of a row's address; the steps of an order share one, each has its own row."""
    return row.partition(" ")[0]


def who_may(name: str) -> str:
    """One of those who get furthest at an address, whose desk is full where there is a choice."""
    allowed = PERMISSIONS[name].allowed
    fullest_desks_first = ("ani", "fajar", "citra", "joko", *sorted(allowed), "operator")
    return next(who for who in fullest_desks_first if who in allowed or who == "operator")


def address(name: str, stage: Any) -> str:
    """The address of a row, with the things of a stage."""
    args = [
        arg[1:] if arg.startswith("=") else attrgetter(arg)(stage) for arg in PERMISSIONS[name].args
    ]
    return reverse(site_name(name), args=args)
