"""What must hold about the plan's money."""

from marketplace.core.invariants import guards

guards("I-35", "", "reserved_of_package", "reserved_by_order", "reservation_stays")
