"""What this room registers with the kernel."""

from marketplace.core import locks
from marketplace.documents import guards
from marketplace.documents.models import IssuedDocument

__all__ = ["guards"]

locks.register({IssuedDocument: 85})
