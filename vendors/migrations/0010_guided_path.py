"""Room for what each legal form is asked for: its numbers with an index, a map point, papers.

Why: perorangan, CV and PT, koperasi and BUMDes give different numbers and papers; an encrypted
number is found again by the index beside it. The indexes are filled by the next migration.
Locks: new columns with constant defaults, no rewrite; the kind of a paper gets longer, which is no
rewrite either. Undo: drops the columns. Tested: tests/vendors/test_numbers.py, tests/releases.
"""

from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [("vendors", "0009_change_before")]
    operations = [
        migrations.AddField(
            model_name="vendor",
            name="cooperative_number",
            field=marketplace.core.fields.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="vendor",
            name="cooperative_number_index",
            field=marketplace.core.fields.BlindIndexField(
                blank=True, default="", editable=False, max_length=64, of="cooperative_number"
            ),
        ),
        migrations.AddField(
            model_name="vendor",
            name="latitude",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vendor",
            name="longitude",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vendor",
            name="nik_index",
            field=marketplace.core.fields.BlindIndexField(
                blank=True, default="", editable=False, max_length=64, of="nik"
            ),
        ),
        migrations.AddField(
            model_name="vendor",
            name="nitku",
            field=marketplace.core.fields.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="vendor",
            name="npwp_index",
            field=marketplace.core.fields.BlindIndexField(
                blank=True, default="", editable=False, max_length=64, of="npwp"
            ),
        ),
        migrations.AddField(
            model_name="vendordocument",
            name="expires_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vendordocument",
            name="issued_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vendordocument",
            name="issuer",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="vendordocument",
            name="number",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AlterField(
            model_name="vendor",
            name="legal_form",
            field=models.CharField(
                blank=True,
                choices=[
                    ("individual", "Sole trader (perorangan)"),
                    ("cv", "Limited partnership (CV)"),
                    ("pt", "Limited company (PT)"),
                    ("cooperative", "Cooperative (koperasi)"),
                    ("bumdes", "Village-owned enterprise (BUMDes)"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="vendordocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("nib", "NIB (business number)"),
                    ("npwp", "NPWP (tax number)"),
                    ("id_card", "KTP (identity card)"),
                    ("deed", "Akta (deed of the firm)"),
                    ("cooperative_certificate", "Legal entity of the cooperative"),
                    ("village_regulation", "Peraturan Desa (village regulation)"),
                    ("pkp_certificate", "SPPKP (VAT registration)"),
                    ("passbook", "Passbook, first page"),
                ],
                max_length=24,
            ),
        ),
    ]
