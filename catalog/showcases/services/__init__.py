"""Use-cases of etalases and of the templates their goods are described by."""

from catalog.showcases.services.closing import close_etalase
from catalog.showcases.services.proposals import (
    Proposed,
    begin_study,
    propose,
    reject,
    repair,
    return_proposal,
)
from catalog.showcases.services.study import (
    StudyIncomplete,
    Surveyed,
    add_price,
    open_etalase,
    write_specification,
)
from catalog.showcases.services.templates import (
    Attribute,
    add_attribute,
    change_attribute,
    make_category,
)

__all__ = [
    "Attribute",
    "Proposed",
    "StudyIncomplete",
    "Surveyed",
    "add_attribute",
    "add_price",
    "begin_study",
    "change_attribute",
    "close_etalase",
    "make_category",
    "open_etalase",
    "propose",
    "reject",
    "repair",
    "return_proposal",
    "write_specification",
]
