"""Name the hash of every paper in the audit trail, also of those issued before there was one.

Why: one UPDATE changed what an issued paper says, and the public check called it genuine. Old papers
are sealed as they are found; the trail says that it was done here. Locks: the table of papers.
Undo: drops the column; the lines of the trail stay. Tested: tests/releases, tests/documents.
"""

import hashlib
import json
from datetime import UTC

from django.db import migrations, models
from django.utils import timezone

REASON = "Disegel saat pemutakhiran: terbit sebelum dokumen disegel pada saat terbit."


def content_hash(paper):
    body = json.dumps(
        [
            paper.kind,
            paper.number,
            paper.token,
            paper.subject_type,
            paper.subject_id,
            paper.amount_rupiah,
            paper.issued_at.astimezone(UTC).isoformat(),
            paper.data,
        ],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()


def seal_old_papers(apps, schema_editor):
    papers = apps.get_model("documents", "IssuedDocument").objects
    trail = apps.get_model("core", "AuditEvent").objects
    for paper in papers.select_related("file").order_by("pk").iterator(chunk_size=500):
        paper.content_sha256 = content_hash(paper)
        paper.save(update_fields=["content_sha256"])
        hashes = {"document.issued": paper.content_sha256}
        if paper.file is not None:
            hashes["document.typeset"] = paper.file.sha256
        for action, sha256 in hashes.items():
            trail.create(
                occurred_at=timezone.now(),
                action=action,
                subject_type="documents.issueddocument",
                subject_id=paper.pk,
                reason=REASON,
                data={"number": paper.number, "sha256": sha256},
            )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("core", "0003_numbers_within_bounds")]
    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="content_sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(seal_old_papers, migrations.RunPython.noop),
    ]
