"""Use-cases of what buyers compare and keep."""

from marketplace.shortlists.services.comparison import (
    TooManyOffers,
    compare,
    empty_comparison,
    stop_comparing,
    store_comparison,
)
from marketplace.shortlists.services.lists import (
    ListFull,
    add_to_list,
    change_lines,
    change_list,
    delete_list,
    make_list,
    remove_line,
)
from marketplace.shortlists.services.searches import (
    check_searches,
    drop_search,
    keep_search,
    look_at_search,
    switch_alerts,
)

__all__ = [
    "ListFull",
    "TooManyOffers",
    "add_to_list",
    "change_lines",
    "change_list",
    "check_searches",
    "compare",
    "delete_list",
    "drop_search",
    "empty_comparison",
    "keep_search",
    "look_at_search",
    "make_list",
    "remove_line",
    "stop_comparing",
    "store_comparison",
    "switch_alerts",
]
