"""When the bank's word fits what we asked, and what it says it credited. Pure."""


def contradiction(
    *,
    asked_rupiah: int,
    said_rupiah: int | None,
    mdr_rupiah: int | None,
    net_rupiah: int | None,
) -> str:
    """Return the trouble with a reported success, or an empty text.

    A success must name our sum; a fee and a credit that are named must add up to it.
    """
    if said_rupiah != asked_rupiah:
        return "amount_differs"
    credit = credit_of(asked_rupiah, mdr_rupiah, net_rupiah)
    if credit is not None and (min(credit) < 0 or sum(credit) != asked_rupiah):
        return "fee_differs"
    return ""


def credit_of(
    amount_rupiah: int, mdr_rupiah: int | None, net_rupiah: int | None
) -> tuple[int, int] | None:
    """Return (credited, kept) in rupiah as the bank reports them; None when it reports neither.

    One of the two gives the other; both are returned as said, for the caller to compare.
    """
    if net_rupiah is None:
        return None if mdr_rupiah is None else (amount_rupiah - mdr_rupiah, mdr_rupiah)
    return net_rupiah, amount_rupiah - net_rupiah if mdr_rupiah is None else mdr_rupiah
