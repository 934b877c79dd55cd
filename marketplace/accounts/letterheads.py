"""The head of an agency's papers (kop surat)."""

from marketplace.accounts.models import Agency
from marketplace.documents import layout


def letterhead_of(agency: Agency) -> layout.Letterhead:
    """Return the head of an agency's papers; reads its tenant and both regions."""
    return {
        "government": f"Pemerintah {agency.tenant.region.name}",
        "agency": agency.name,
        "address": f"{agency.address}, {agency.region.name}",
    }
