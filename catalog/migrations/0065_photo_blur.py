"""Keep a few pixels of each first photo with its listing: they are seen while the photo loads.

Why: what lists read stands in one row, so the pixels stand there as well. Listings from before have
none until ``complete_photos`` makes them. Locks: catalog_product and catalog_offer for a moment.
Undo: drops both columns, after the next migration gave them up. Tested: tests/catalog/test_photos.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0050_channels_by_rule")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="photo_blur",
            field=models.CharField(blank=True, db_default="", default="", max_length=240),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("photo_blur", ""),
                    models.Q(
                        ("photo__endswith", ".webp"),
                        ("photo_blur__regex", "^[A-Za-z0-9+/]{16,}={0,2}$"),
                    ),
                    _connector="OR",
                ),
                name="photo_blur_is_of_a_photo",
            ),
        ),
        migrations.AddField(
            model_name="offer",
            name="photo_blur",
            field=models.CharField(default="", max_length=240),
            preserve_default=False,
        ),
    ]
