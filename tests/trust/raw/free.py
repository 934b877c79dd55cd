"""Money and evidence that may change: in which rows, to which values, and why. All else may not.

``*`` is removing the row. An entry that no attack needs is reported: the list only gets shorter.
"""

from __future__ import annotations

from typing import Final, NamedTuple

WITH_ITS_OFFICER: Final = (
    "EXISTS (SELECT 1 FROM orders_purchaseorder o WHERE o.id = t.order_id"
    " AND o.status IN ('draft', 'returned'))"
)


class Free(NamedTuple):
    """Why a change is free, in which rows (SQL about ``t``), and to which values (empty: any)."""

    why: str
    rows: str = "true"
    values: tuple[str, ...] = ()


_PLAN = Free("the agency's budget, corrected by its treasurer; orders and packages bound it")
_WISH = Free("a cart is a wish: nothing is ordered by it, and placing reads every price anew")
_READING = Free("a sheet as it was read, until it is taken in; what counts are the targets it made")
_WANTED = Free("whom an office means to invite, as its sheet says; what they did is a milestone")
_COUNTED = Free("a figure counted from paid prices, which are frozen; counted anew each time")
_UNVERIFIED = Free(
    "what a shop that nobody has verified yet says of itself",
    "t.status NOT IN ('approved', 'suspended')",
)
_EDITED = Free("taxes are computed anew while the order is with its officer", WITH_ITS_OFFICER)

_OFFERED = Free("what the shop asks of an order from now on; those that were placed keep theirs")

_SIGNED_OUT = Free("it opens nothing: every session that does not carry it ends")

FREE: Final[dict[tuple[str, str], Free]] = {
    ("appointments_roleinvitation", "code_hash"): Free(
        "each letter makes a new code, until somebody has answered",
        "COALESCE(t.accepted_at, t.withdrawn_at) IS NULL",
    ),
    ("accounts_user", "signed_out_at"): _SIGNED_OUT,
    ("catalog_deliveryrate", "freight_rupiah"): _OFFERED,
    ("catalog_sku", "min_quantity"): _OFFERED,
    ("catalog_sku", "max_quantity"): _OFFERED,
    ("budget_budgetline", "ceiling_rupiah"): _PLAN,
    **{
        ("catalog_pricemark", f"{name}_rupiah"): _COUNTED
        for name in ("low", "q1", "median", "q3", "high")
    },
    ("core_idempotencykey", "*"): Free("a key goes with its person; its effect stays"),
    ("core_numberseries", "last"): Free("a series goes forward", values=("last + 1",)),
    ("members_cooperativemember", "number"): Free(
        "a number typed wrongly is corrected while the person is a member", "t.until IS NULL"
    ),
    ("orders_ordertax", "base_rupiah"): _EDITED,
    ("orders_ordertax", "rate_bp"): _EDITED,
    ("payments_bankinstruction", "due_at"): Free("the end of a lease: when it is looked at again"),
    ("payments_bankinstruction", "trouble_at"): Free("an alarm is raised and taken off again"),
    ("pipeline_shopinvitation", "code_hash"): Free(
        "each letter and each print makes a new code, until somebody has answered",
        "COALESCE(t.accepted_at, t.declined_at, t.revoked_at) IS NULL",
    ),
    ("pipeline_importrow", "row_number"): _READING,
    ("pipeline_importrow", "*"): _READING,
    ("importing_goodsrow", "*"): _READING,
    ("importing_goodsrow", "row_number"): _READING,
    ("importing_goodsrow", "confirmed_rupiah"): _READING,
    ("pipeline_target", "row_number"): _WANTED,
    ("pipeline_target", "*"): _WANTED,
    ("sourcing_cartitem", "quantity"): _WISH,
    ("sourcing_cartitem", "*"): _WISH,
    ("sourcing_removeditem", "*"): _WISH,
    ("vendors_invitation", "code_hash"): Free(
        "each letter and each print makes a new code, until somebody has answered",
        "COALESCE(t.accepted_at, t.declined_at, t.revoked_at) IS NULL",
    ),
    ("vendors_vendor", "account_number"): _UNVERIFIED,
    ("vendors_vendor", "annual_sales_rupiah"): _UNVERIFIED,
    ("vendors_vendor", "capital_rupiah"): _UNVERIFIED,
    ("vendors_vendor", "cooperative_number"): _UNVERIFIED,
}
