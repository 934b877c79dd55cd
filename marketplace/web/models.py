"""What the pages of every room keep: files that are on their way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ParkedFile(models.Model):
    """A large file that comes in parts, so that a lost line costs one part (``web.parked``).

    Bytes. It is its sender's alone, waits for the form that it belongs to, and is gone a day after
    its last part.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="parked_within_its_size"
            )
        ]
        indexes = [models.Index(fields=["touched_at"], name="parked_by_age")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.received}/{self.size}"


class ParkedPart(models.Model):
    """One part of a parked file, from a byte on."""

    file = models.ForeignKey(ParkedFile, on_delete=models.CASCADE, related_name="parts")
    start = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "start"], name="one_part_per_place")]

    def __str__(self) -> str:
        return f"{self.file_id} from {self.start}"
