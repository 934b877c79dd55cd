"""Numbered papers and the data they were issued on."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from marketplace.core.fields import RupiahField
from marketplace.core.models import About, PrivateFile


class IssuedDocument(About):
    """A numbered paper with the data it was issued on; the PDF is set when first read.

    ``data`` is frozen (triggers): the paper can be set again years later and says the same.
    ``content_sha256`` is the hash of all it says, as the audit trail holds it (sealing.py).
    """

    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=32, unique=True)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    amount_rupiah = RupiahField(default=0)
    issued_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(PrivateFile, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
