"""What must hold about the plan's money."""

from marketplace.core.invariants import guards

guards(
    "I-35",
    "",
    "reserved_of_package",
    "reserved_of_part",
    "reserved_of_line",
    "reserved_by_order",
    "reservation_stays",
    "reservation_moved",
    "reservation_is_of_its_package",
    "package_ceiling_is_its_parts",
    "package_line_of_its_budget",
)
