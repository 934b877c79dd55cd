"""What this room registers with the kernel."""

from marketplace.core import locks
from marketplace.documents.models import IssuedDocument

locks.register({IssuedDocument: 85})
