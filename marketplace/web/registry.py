"""What the pages of every room register with the kernel."""

from marketplace.core import locks, periodic
from marketplace.web import guards, held, parked
from marketplace.web.models import ParkedFile

__all__ = ["guards", "held"]

locks.register({ParkedFile: 95})
periodic.register("sweep_parked_files", parked.sweep)
