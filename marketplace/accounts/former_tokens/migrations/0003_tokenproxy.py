"""A step of the library that changed no table; databases of release v0.2 have it on their list."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("authtoken", "0002_auto_20160226_1747")]
