"""What must hold about orders."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-04", "an order stays within the cap of its day", "order_within_cap", "order_guard")
guards("I-04", "", "bela_order_has_a_cap", "order_totals", "line_totals", "line_guard")
guards("I-04", "", "line_stays", "tax_stays", "tax_guard", "tax_totals")
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_purchaseorder o LEFT JOIN core_rule r ON r.id = o.rule_id "
    "WHERE o.gross_rupiah > o.cap_rupiah OR o.channel = 'bela' AND r.id IS NULL "
    "OR r.id IS NOT NULL AND (r.code <> 'R-CAP-1' OR r.value <> o.cap_rupiah "
    "OR r.channel <> o.channel OR r.valid_from > o.ordered_on "
    "OR coalesce(r.valid_to, 'infinity') < o.ordered_on)",
)
guards("I-04", "", "order_rule_guard", "order_rules_frozen", "order_rules_kept")
guards("I-04", "", "rule_history", "rule_kept", "rules_kept", "rule_never_reaches_back")
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_orderrule b JOIN core_rule r ON r.id = b.rule_id "
    "JOIN orders_purchaseorder o ON o.id = b.order_id JOIN accounts_agency a ON a.id = o.agency_id "
    "JOIN accounts_tenant t ON t.id = a.tenant_id WHERE b.code <> r.code OR b.value <> r.value "
    "OR EXISTS (SELECT 1 FROM core_rule s WHERE s.code = b.code AND s.channel IN ('', o.channel) "
    "AND s.tenant_slug IN ('', t.slug) AND s.valid_from <= o.ordered_on "
    "AND coalesce(s.valid_to, 'infinity') >= o.ordered_on "
    "AND (s.stricter = 'lower' AND s.value < b.value "
    "OR s.stricter = 'higher' AND s.value > b.value))",
)
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_purchaseorder o WHERE o.status <> 'draft' "
    "AND NOT EXISTS (SELECT 1 FROM orders_orderrule b WHERE b.order_id = o.id "
    "AND (o.rule_id IS NULL OR b.rule_id = o.rule_id))",
)
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_purchaseorder o WHERE o.gross_rupiah <> o.vat_rupiah + o.freight_rupiah "
    "+ (SELECT coalesce(sum(total_rupiah), 0) FROM orders_orderline WHERE order_id = o.id)",
)
guards("I-04", "", "struck_line_guard", "struck_line_frozen", "struck_lines_kept")
guards("I-04", "", "struck_line_is_gone", "line_was_not_struck")
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_struckline s JOIN orders_orderline l "
    "ON l.order_id = s.order_id AND l.sku_id = s.sku_id",
)
guards("I-04", "", "order_freight", "order_freight_stays", "order_quoted_goods")
query(
    "I-04",
    "",
    "SELECT 1 FROM orders_purchaseorder o JOIN orders_freightquote q ON q.id = o.freight_quote_id "
    "WHERE (o.freight_rupiah, o.agency_id, o.vendor_id, o.delivery_region_id) IS DISTINCT FROM "
    "(q.freight_rupiah, q.agency_id, q.vendor_id, q.delivery_region_id)",
)
guards(
    "I-04",
    "",
    "order_due_day",
    "order_begins_without_due_day",
    "addendum_guard",
    "addendum_moves_its_order",
)
guards("I-04", "", "addendum_stays", "addendum_kept", "addenda_kept", "one_open_addendum")
query(  # the delivery day is the one that both sides agreed on last
    "I-04",
    "",
    "SELECT 1 FROM orders_purchaseorder o JOIN LATERAL (SELECT to_day FROM orders_addendum a "
    "WHERE a.order_id = o.id AND a.status = 'agreed' ORDER BY id DESC LIMIT 1) last ON true "
    "WHERE o.due_on IS DISTINCT FROM last.to_day",
)
query(  # what nobody answered lapses when the goods have come, or the order ends
    "I-04",
    "",
    "SELECT 1 FROM orders_addendum a JOIN orders_purchaseorder o ON o.id = a.order_id "
    "WHERE a.status = 'open' "
    "AND o.status NOT IN ('issued', 'accepted', 'shipped', 'disputed')",
)
guards("I-14", "", "order_amounts_add_up", "line_total_is_quantity_times_price")
query(
    "I-14",
    "",
    "SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' "
    "AND column_name LIKE '%rupiah' AND data_type <> 'bigint'",
)
guards("I-18", "", "order_steps")
query(
    "I-18",
    "",
    "SELECT 1 FROM orders_statuschange s WHERE s.from_status <> '' AND NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'order' "
    "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
)
query(
    "I-19",
    "nothing leaves a final state",
    "SELECT 1 FROM orders_statuschange s WHERE s.from_status <> '' AND NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'order' "
    "AND t.from_status = s.from_status)",
)
guards("I-19", "", "order_steps", "order_kept")
guards("I-20", "", "order_steps_recorded", "order_history_frozen", "order_history_kept")
query(
    "I-20",
    "",
    "SELECT 1 FROM (SELECT from_status, coalesce(lag(to_status) OVER one, '') AS before "
    "FROM orders_statuschange WINDOW one AS (PARTITION BY order_id ORDER BY id)) step "
    "WHERE step.from_status <> step.before",
)
query(
    "I-20",
    "",
    "SELECT 1 FROM orders_purchaseorder o LEFT JOIN LATERAL ("
    "SELECT to_status FROM orders_statuschange WHERE order_id = o.id ORDER BY id DESC LIMIT 1"
    ") last ON true WHERE last.to_status IS DISTINCT FROM o.status",
)
query(
    "I-23",
    "",
    "SELECT 1 FROM orders_statuschange s JOIN orders_purchaseorder o ON o.id = s.order_id "
    "LEFT JOIN LATERAL (SELECT to_status FROM vendors_vendorstatuschange "
    "WHERE vendor_id = o.vendor_id AND changed_at <= s.changed_at "
    "ORDER BY changed_at DESC, id DESC LIMIT 1) before ON true "
    "LEFT JOIN LATERAL (SELECT from_status FROM vendors_vendorstatuschange "
    "WHERE vendor_id = o.vendor_id AND changed_at > s.changed_at "
    "ORDER BY changed_at, id LIMIT 1) after ON true "
    "JOIN vendors_vendor v ON v.id = o.vendor_id WHERE s.to_status IN ('submitted', 'approved') "
    "AND coalesce(before.to_status, after.from_status, v.status) <> 'approved'",
)
guards("I-23", "", "order_guard")
guards(
    "I-25",
    "",
    "line_is_of_the_orders_vendor",
    "line_sku_is_of_the_vendor",
    "order_plan_is_of_the_agency",
    "order_account_is_of_the_package",
    "order_money_on_its_account",
)
query(
    "I-25",
    "",
    "SELECT 1 FROM orders_purchaseorder o JOIN orders_orderline l ON l.order_id = o.id "
    "JOIN catalog_sku s ON s.id = l.sku_id "
    "WHERE l.vendor_id <> o.vendor_id OR s.vendor_id <> o.vendor_id",
)
query(
    "I-25",
    "",
    "SELECT 1 FROM orders_purchaseorder o JOIN budget_planpackage b ON b.id = o.plan_package_id "
    "WHERE b.agency_id <> o.agency_id OR NOT EXISTS (SELECT 1 FROM accounts_membership m "
    "WHERE m.user_id = o.created_by_id AND m.agency_id = o.agency_id)",
)
guards("I-27", "", "line_price_was_agreed", "catalogue_price_is_its_version", "line_snapshot")
guards("I-27", "", "agreed_price_frozen", "agreed_price_has_its_source", "line_guard")
query(
    "I-27",
    "",
    "SELECT 1 FROM orders_orderline l JOIN orders_agreedprice a ON a.id = l.agreed_price_id "
    "LEFT JOIN catalog_priceversion v ON v.id = a.price_version_id "
    "WHERE a.sku_id <> l.sku_id OR a.unit_price_rupiah <> l.unit_price_rupiah "
    "OR a.kind = 'catalogue' AND (v.sku_id, v.price_rupiah) "
    "IS DISTINCT FROM (l.sku_id, l.unit_price_rupiah)",
)
guards("I-27", "", "line_price_of_quantity", "agreed_price_is_a_tier")
query(
    "I-27",
    "",
    "SELECT 1 FROM orders_orderline l JOIN orders_agreedprice a ON a.id = l.agreed_price_id "
    "JOIN catalog_priceversion v ON v.id = coalesce(a.price_version_id, a.tier_version_id) "
    "WHERE l.sku_id <> v.sku_id "
    "OR l.unit_price_rupiah <> catalog_unit_price(v.price_rupiah, v.tiers, l.quantity)",
)
guards("I-27", "", "agreed_price_was_negotiated", "line_as_negotiated", "one_order_per_negotiation")
query(  # a line below the list costs what its order's negotiation agreed on, as its freight does
    "I-27",
    "",
    "SELECT 1 FROM orders_purchaseorder o JOIN orders_orderline l ON l.order_id = o.id "
    "JOIN orders_agreedprice a ON a.id = l.agreed_price_id "
    "LEFT JOIN negotiation_negotiation n ON n.id = o.negotiation_id "
    "LEFT JOIN negotiation_round r ON r.id = n.agreed_id "
    "LEFT JOIN negotiation_negotiatedline g ON g.negotiation_id = n.id AND g.sku_id = l.sku_id "
    "LEFT JOIN negotiation_roundprice p ON p.round_id = r.id AND p.line_id = g.id "
    "WHERE (a.kind = 'negotiated' OR n.id IS NOT NULL) "
    "AND (l.unit_price_rupiah, l.quantity, o.freight_rupiah, a.source) IS DISTINCT FROM "
    "(p.unit_price_rupiah, g.quantity, r.freight_rupiah, 'negotiation:' || n.id)",
)
guards("I-26", "", "order_approver_is_not_creator", "order_reviewer_is_not_creator")
guards("I-26", "", "order_people", "order_buyers")
guards("I-26", "", "check_reason_guard", "check_reason_of_the_approval", "check_reason_frozen")
query(
    "I-26",
    "",
    "SELECT 1 FROM orders_statuschange s JOIN orders_purchaseorder o ON o.id = s.order_id "
    "JOIN vendors_vendormembership m ON m.vendor_id = o.vendor_id AND m.since <= s.changed_at "
    "AND coalesce(m.until, 'infinity') > s.changed_at "
    "WHERE s.to_status IN ('submitted', 'approved') AND (m.user_id = o.created_by_id "
    "OR s.to_status = 'approved' AND m.user_id = o.approved_by_id)",
)
query(
    "I-26",
    "",
    "SELECT 1 FROM orders_purchaseorder WHERE created_by_id = approved_by_id "
    "OR created_by_id = commitment_officer_id OR procurement_officer_id = commitment_officer_id",
)
guards("I-26", "", "order_has_two_officers", "appointment_is_of_another_with_a_reason")
query(  # whoever is in charge was there from the beginning, or appointed last
    "I-26",
    "",
    "SELECT 1 FROM orders_purchaseorder o LEFT JOIN LATERAL (SELECT person_id FROM "
    "orders_appointment a WHERE a.order_id = o.id AND duty = 'procurement_officer' "
    "ORDER BY id DESC LIMIT 1) pp ON true LEFT JOIN LATERAL (SELECT person_id FROM "
    "orders_appointment a WHERE a.order_id = o.id AND duty = 'commitment_officer' "
    "ORDER BY id DESC LIMIT 1) ppk ON true "
    "WHERE o.procurement_officer_id <> coalesce(pp.person_id, o.created_by_id) "
    "OR o.commitment_officer_id <> coalesce(ppk.person_id, o.approved_by_id, "
    "o.commitment_officer_id)",
)


guards(
    "I-06",
    "orders to one shop pass the cap together only with a reason and a second person, and what a "
    "rule of the agency names is approved only with one",
    "order_split",
    "order_reason_frozen",
    "second_approval_guard",
    "second_approval_frozen",
    "second_approvals_kept",
    "order_second_by_rule",
    "approval_rule_guard",
    "approval_rule_kept",
    "approval_rules_kept",
)
query(
    "I-06",
    "",
    "SELECT 1 FROM orders_purchaseorder o WHERE o.approved_by_id IS NOT NULL "
    "AND orders_rule_asks_second(o) AND NOT EXISTS (SELECT 1 FROM orders_secondapproval a "
    "WHERE a.order_id = o.id AND a.submission_id = (orders_handed_in(o.id)).id "
    "AND a.person_id NOT IN (o.created_by_id, o.approved_by_id))",
)
query(
    "I-06",
    "",
    "SELECT 1 FROM orders_purchaseorder o WHERE orders_counts_for_split(o.status) "
    "AND orders_split_now(o.id) > o.cap_rupiah AND (NOT EXISTS (SELECT 1 FROM orders_orderreason r "
    "WHERE r.order_id = o.id AND r.code = 'R-SPLIT-7') OR o.approved_by_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM orders_secondapproval a WHERE a.order_id = o.id "
    "AND a.submission_id = (orders_handed_in(o.id)).id "
    "AND a.person_id NOT IN (o.created_by_id, o.approved_by_id)))",
)


@invariant("I-20")
def history_writable() -> int:
    """Only the trigger writes history."""
    table = "orders_statuschange"
    return allowed((table, "INSERT"), (table, "UPDATE"), (table, "DELETE"))


guards("I-25", "", "line_maker_guard", "line_makers_kept", "order_names_its_makers")
guards("I-25", "", "line_maker_goes_with_its_line")
guards("I-25", "", "line_maker_is_of_the_line", "line_maker_is_of_the_vendor")
guards("I-25", "", "maker_guard", "maker_kept", "maker_is_of_the_cooperative", "member_guard")
query(
    "I-25",
    "",
    # The makers of a line belong to its cooperative and share the whole of it at most.
    "SELECT 1 FROM orders_orderlinemaker m JOIN orders_orderline l ON l.id = m.line_id "
    "JOIN members_cooperativemember p ON p.id = m.member_id GROUP BY l.id "
    "HAVING sum(m.share_bp) > 10000 OR bool_or(p.vendor_id <> l.vendor_id)",
)
