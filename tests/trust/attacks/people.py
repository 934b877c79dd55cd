"""Attacks on who may act: roles, suspended vendors, foreign agencies, two pairs of eyes."""

# ruff: noqa: E501, S608 - a table is read across; every statement here is meant to be forged

from tests.trust.attacks.attack import CHECK, DENIED, FOREIGN, FROZEN, UNIQUE, Attack, both
from tests.trust.attacks.listings import new_line
from tests.trust.attacks.orders import order_like, update_order


def member(vendor: str, person: str, role: str) -> str:
    return (
        "INSERT INTO vendors_vendormembership (user_id, vendor_id, role, since, granted_by_id)"
        f" VALUES ({person}, {{{vendor}}}, '{role}', now(), {{citra}})"
    )


def appointed(order: str, person: str, **changed: str) -> str:
    """INSERT an appointment as PPK; an honest one for the cast's second PPK."""
    row = {
        "order_id": f"{{{order}}}",
        "duty": "'commitment_officer'",
        "predecessor_id": "{budi}",
        "person_id": f"{{{person}}}",
        "reason": "'pindah tugas'",
        "appointed_by_id": "{kartika}",
        "appointed_at": "now()",
        **changed,
    }
    return f"INSERT INTO orders_appointment ({', '.join(row)}) VALUES ({', '.join(row.values())})"


def verified(change: str) -> str:
    return f"UPDATE vendors_vendor SET {change} WHERE id = {{vendor}}"


ASKED = (
    "INSERT INTO vendors_changerequest (public_id, vendor_id, kind, values, before, status,"
    " asked_by_id, asked_at, reason)"
    " VALUES (gen_random_uuid(), {vendor}, 'phone', '{{}}', '', '%s', {citra}, now(), '')"
)
APPROVE = update_order("submitted", "status = 'approved', approved_by_id = {budi}")


def seconded(person: str, **changed: str) -> str:
    """INSERT a second approval of an order that waits for its PPK."""
    row = {
        "order_id": "{submitted}",
        "submission_id": "(SELECT max(id) FROM orders_statuschange WHERE order_id = {submitted})",
        "person_id": f"{{{person}}}",
        "reason": "'sah'",
        "total_rupiah": "1",
        "given_at": "now()",
        **changed,
    }
    names = ", ".join(row)
    return f"INSERT INTO orders_secondapproval ({names}) VALUES ({', '.join(row.values())})"


def ruled(since: str, then: str = "") -> str:
    """INSERT an approval rule of the agency of the orders, from a day on."""
    return (
        "INSERT INTO orders_approvalrule (agency_id, from_rupiah, valid_from, act_title,"
        f" act_number, act_date, entered_by_id, entered_at) SELECT agency_id, 1, {since}, 'SK', '1',"
        f" '2026-01-02', {{kartika}}, now() FROM orders_purchaseorder WHERE id = {{submitted}}; {then}"
    )


OWNER = "vendor_id = {vendor} AND role = 'owner'"

# fmt: off
PEOPLE = [
    both("I-23", "leave a shop without an owner", f"UPDATE vendors_vendormembership SET until = now(), ended_by_id = {{citra}} WHERE {OWNER}", CHECK),
    both("I-23", "a role nobody knows", member("vendor", "{dedi}", "boss"), CHECK),
    both("I-23", "the same role twice", member("vendor", "{citra}", "owner"), UNIQUE),
    both("I-23", "suspend a shop without a sanction", "UPDATE vendors_vendor SET status = 'suspended' WHERE id = {vendor}", CHECK),
    both("I-23", "let a suspended shop sell again", "UPDATE vendors_vendor SET status = 'approved' WHERE id = {suspended}", CHECK),
    both("I-23", "end a suspension before its day", "UPDATE sanctions_sanction SET status = 'ended', status_at = now() WHERE vendor_id = {suspended}", CHECK),
    both("I-26", "lift a suspension alone", "UPDATE sanctions_sanction SET status = 'lifted', status_at = now() WHERE vendor_id = {suspended}", CHECK),
    both("I-20", "lengthen a suspension", "UPDATE sanctions_sanction SET ends_on = ends_on + 1 WHERE vendor_id = {suspended}", FROZEN),
    both("I-23", "order from a suspended vendor", order_like("submitted", vendor_id="{suspended}"), CHECK),
    both("I-23", "order from an unjudged vendor", order_like("submitted", vendor_id="{draft_vendor}"), CHECK),
    both("I-23", "order from a medium business in Bela", order_like("submitted", vendor_id="{medium}"), CHECK),
    both("I-23", "approve an order of a suspended vendor", update_order("waiting", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-23", "approve goods that were taken off sale", "UPDATE catalog_sku SET active = false WHERE id = {sku};" + APPROVE, CHECK),
    both("I-23", "approve goods that were taken down", "UPDATE catalog_product SET status = 'unpublished' WHERE id = {product};" + APPROVE, CHECK),
    both("I-25", "approve under a package of another year", "UPDATE budget_planpackage SET fiscal_year = fiscal_year - 1 WHERE id = {package};" + APPROVE, CHECK),
    both("I-25", "approve an order whose money is not held", "UPDATE budget_budgetreservation SET amount_rupiah = amount_rupiah - 1 WHERE order_ref = (SELECT public_id FROM orders_purchaseorder WHERE id = {submitted});" + APPROVE, CHECK),
    both("I-25", "approve by a PPK who lost the role", "UPDATE accounts_membership SET active = false WHERE user_id = {budi};" + APPROVE, CHECK),
    both("I-04", "approve goods needed long ago", update_order("submitted", "deliver_by = '2000-01-01', status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-04", "pass the officer's authority", order_like("submitted", channel="'katalog_lokal'", cap_rupiah="NULL", rule_id="NULL", goods_rupiah="300000000", freight_rupiah="0", vat_rupiah="0", pph22_rupiah="0", gross_rupiah="300000000") + "; INSERT INTO budget_budgetreservation (package_id, order_ref, amount_rupiah, realised_rupiah, spent_rupiah, state) SELECT plan_package_id, public_id, gross_rupiah, 0, 0, 'held' FROM orders_purchaseorder WHERE number = 'BELA-2026-900001'; UPDATE orders_purchaseorder SET status = 'submitted' WHERE number = 'BELA-2026-900001'", CHECK),
    both("I-23", "move an order to another vendor", update_order("returned", "vendor_id = {other_vendor}"), FROZEN),
    both("I-23", "approve a vendor nobody judged", "UPDATE vendors_vendor SET status = 'approved' WHERE id = {draft_vendor}", CHECK),
    both("I-23", "forget who judged", "UPDATE vendors_vendor SET approved_by_id = NULL WHERE id = {vendor}", CHECK),
    both("I-25", "spend another agency's plan", order_like("submitted", plan_package_id="{other_package}"), FOREIGN),
    both("I-25", "switch to another agency's plan", update_order("submitted", "plan_package_id = {other_package}"), FOREIGN),
    both("I-25", "order for a foreign agency", order_like("submitted", created_by_id="{dedi}"), CHECK),
    both("I-25", "name a foreign PPK", order_like("submitted", commitment_officer_id="{foreign_ppk}"), CHECK),
    both("I-25", "switch to a foreign PPK", update_order("submitted", "commitment_officer_id = {foreign_ppk}"), CHECK),
    both("I-25", "switch the agency", update_order("submitted", "agency_id = agency_id + 1"), FROZEN),
    both("I-25", "another vendor's product", new_line("other_sku", "vendor", "1000000"), FOREIGN),
    both("I-25", "another vendor's line", new_line("other_sku", "other_vendor", "1000000"), FOREIGN),
    both("I-26", "approve one's own order", update_order("submitted", "status = 'approved', approved_by_id = {ani}"), CHECK),
    both("I-26", "name oneself as PPK", update_order("submitted", "commitment_officer_id = {ani}"), CHECK),
    both("I-26", "approve in a colleague's place", update_order("submitted", "status = 'approved', approved_by_id = {rival}"), CHECK),
    both("I-26", "approved by nobody", update_order("submitted", "status = 'approved'"), CHECK),
    both("I-26", "say that another approved", update_order("issued", "approved_by_id = {rival}"), FROZEN),
    both("I-26", "say that another was asked", update_order("issued", "commitment_officer_id = {rival}"), FROZEN),
    both("I-26", "forget who approved", update_order("issued", "approved_by_id = NULL"), FROZEN),
    both("I-26", "say that another ordered", update_order("issued", "created_by_id = {eka}"), FROZEN),
    both("I-26", "judge one's own shop", "UPDATE vendors_vendor SET approved_by_id = {citra} WHERE id = {vendor}", CHECK),
    both("I-26", "join the shop one judged", member("vendor", "{joko}", "staff"), CHECK),
    both("I-26", "approve an order of one's own shop", member("vendor", "{budi}", "finance") + ";" + update_order("submitted", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-26", "have an order approved after joining the shop", member("vendor", "{ani}", "staff") + ";" + update_order("submitted", "status = 'approved', approved_by_id = {budi}"), CHECK),
    both("I-26", "submit again to one's own shop", member("vendor", "{ani}", "staff") + ";" + update_order("returned", "status = 'submitted'"), CHECK),
    both("I-26", "name a PPK of the shop", member("vendor", "{rival}", "staff") + ";" + update_order("submitted", "commitment_officer_id = {rival}"), CHECK),
    both("I-26", "take over the repair of an order", update_order("returned", "procurement_officer_id = {dedi}"), CHECK),
    both("I-26", "take over a sent order", update_order("issued", "procurement_officer_id = {dedi}"), FROZEN),
    both("I-26", "appoint its author as PPK", appointed("issued", "ani"), CHECK),
    both("I-26", "appoint a foreign PPK", appointed("issued", "foreign_ppk"), CHECK),
    both("I-26", "appoint somebody without the role", appointed("issued", "eka"), CHECK),
    both("I-26", "appoint oneself", appointed("issued", "rival", appointed_by_id="{rival}"), CHECK),
    both("I-26", "appoint without a reason", appointed("issued", "rival", reason="''"), CHECK),
    both("I-26", "appoint in the place of somebody else", appointed("issued", "rival", predecessor_id="{eka}"), CHECK),
    both("I-26", "appoint a PPK of the shop", member("vendor", "{rival}", "staff") + ";" + appointed("issued", "rival"), CHECK),
    both("I-26", "the PPK becomes the PP", appointed("issued", "budi", duty="'procurement_officer'", predecessor_id="{ani}"), CHECK),
    Attack("I-20", "rewrite an appointment", appointed("issued", "rival") + "; UPDATE orders_appointment SET reason = 'x'", DENIED, FROZEN),
    Attack("I-20", "remove an appointment", appointed("issued", "rival") + "; DELETE FROM orders_appointment", DENIED, FROZEN),
    both("I-06", "confirm one's own order", seconded("ani"), CHECK),
    both("I-06", "confirm as its PPK", seconded("budi"), CHECK),
    both("I-06", "confirm from another agency", seconded("foreign_ppk"), CHECK),
    both("I-06", "confirm without the role", seconded("eka"), CHECK),
    both("I-06", "confirm for one's own shop", member("vendor", "{rival}", "staff") + ";" + seconded("rival"), CHECK),
    both("I-06", "confirm without a word", seconded("rival", reason="''"), CHECK),
    both("I-06", "confirm another handing in", seconded("rival", submission_id="(SELECT max(id) FROM orders_statuschange WHERE order_id = {issued})"), CHECK),
    both("I-06", "confirm what was issued", seconded("rival", order_id="{issued}"), CHECK),
    Attack("I-06", "rewrite a second approval", seconded("rival") + "; UPDATE orders_secondapproval SET reason = 'x'", DENIED, FROZEN),
    Attack("I-06", "remove a second approval", seconded("rival") + "; DELETE FROM orders_secondapproval", DENIED, FROZEN),
    both("I-06", "let a rule reach back to orders", ruled("ordered_on"), FROZEN),
    both("I-06", "open a rule of the same kind twice", ruled("'3000-01-01'", ruled("'3000-01-02'")), UNIQUE),
    Attack("I-06", "rewrite an approval rule", ruled("'3000-01-01'", "UPDATE orders_approvalrule SET from_rupiah = 2"), DENIED, FROZEN),
    Attack("I-06", "remove an approval rule", ruled("'3000-01-01'", "DELETE FROM orders_approvalrule"), DENIED, FROZEN),
    both("I-23", "exchange a verified account", verified("account_holder = 'ORANG LAIN'"), CHECK),
    both("I-23", "exchange a verified bank", verified("bank_code = '999'"), CHECK),
    both("I-23", "exchange a verified NPWP", verified("npwp = 'x'"), CHECK),
    both("I-23", "become PKP by hand", verified("is_pkp = NOT is_pkp"), CHECK),
    both("I-23", "move a verified shop", verified("address = 'Jalan Lain'"), CHECK),
    both("I-23", "exchange a verified phone", verified("phone = '+62800'"), CHECK),
    both("I-23", "a change born applied", ASKED % "applied", CHECK),
    both("I-23", "a phone changed by another's request", ASKED % "pending" + ";" + verified("phone = '+62800'"), CHECK),
    both("I-26", "sign for both sides", "UPDATE fulfilment_handover SET vendor_signed_by_id = buyer_signed_by_id, vendor_signed_at = now() WHERE order_id = {received}", CHECK),
]
# fmt: on
