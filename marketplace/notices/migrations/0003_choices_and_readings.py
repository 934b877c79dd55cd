"""Let people choose how they are told, send files along, and see who read what they wrote.

Why: a shop that gets a mail for everything reads none; what the law needs stays out of the choice.
Locks: notices_notice while four columns with constant defaults, a check of no old row and three
partial indexes are made; mail_due is built anew over what waits. Undo: drops them.
Tested: tests/notices/.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from marketplace.core.fields import EncryptedTextField

GROUPS = [
    ("talk", "Conversations and questions"),
    ("goods", "Listings, prices and etalases"),
    ("lists", "Searches, lists and shared carts"),
    ("ratings", "Ratings"),
    ("help", "Help, trainings and helpdesk"),
]
PACES = [
    ("at_once", "At once"),
    ("digest", "Once a day, in one mail"),
    ("none", "Not this way"),
]


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def kept(to, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("notices", "0002_text_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", key()),
                ("group", models.CharField(choices=GROUPS, max_length=8)),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5
                    ),
                ),
                ("pace", models.CharField(choices=PACES, max_length=7)),
                ("person", kept(settings.AUTH_USER_MODEL, related_name="notice_choices")),
            ],
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("id", key()),
                ("by_whatsapp", models.BooleanField(default=False)),
                ("phone", EncryptedTextField(blank=True, default="")),
                ("quiet_from", models.PositiveSmallIntegerField(default=21)),
                ("quiet_until", models.PositiveSmallIntegerField(default=6)),
                ("quiet_mail", models.BooleanField(default=False)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reach",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", key()),
                ("day", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("person", kept(settings.AUTH_USER_MODEL, related_name="digests")),
            ],
        ),
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", key()),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
                ("message", kept("notices.message", related_name="files")),
            ],
            options={"ordering": ["place"]},
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", key()),
                ("read_at", models.DateTimeField()),
                ("message", kept("notices.message", related_name="readings")),
                ("person", kept(settings.AUTH_USER_MODEL, related_name="+")),
            ],
        ),
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "Inbox"),
                    ("email", "Email"),
                    ("sms", "Sms"),
                    ("whatsapp", "Whatsapp"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField("notice", "for_digest", models.BooleanField(default=False)),
        migrations.AddField(
            "notice",
            "digest",
            kept("notices.digest", blank=True, null=True, related_name="notices"),
        ),
        migrations.AddField("notice", "held_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("notice", "needed_by", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveIndex("notice", "mail_due"),
        migrations.AddIndex(
            "notice",
            models.Index(
                condition=models.Q(
                    ("channel", "email"),
                    ("for_digest", False),
                    ("parked_at", None),
                    ("sent_at", None),
                ),
                fields=["due_at"],
                name="mail_due",
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                condition=models.Q(("channel", "whatsapp"), ("parked_at", None), ("sent_at", None)),
                fields=["due_at"],
                name="whatsapp_due",
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(
                condition=models.Q(("digest", None), ("for_digest", True)),
                fields=["recipient", "created_at"],
                name="digest_waiting",
            ),
        ),
        migrations.AddConstraint(
            "notice",
            models.CheckConstraint(
                condition=models.Q(("digest", None), ("for_digest", False))
                | models.Q(("channel", "email"), ("for_digest", True)),
                name="digest_of_mails",
            ),
        ),
        migrations.AddConstraint(
            "choice",
            models.UniqueConstraint(
                fields=("person", "group", "way"), name="one_choice_per_group_and_way"
            ),
        ),
        migrations.AddConstraint(
            "choice",
            models.CheckConstraint(
                condition=models.Q(("group__in", [name for name, _words in GROUPS])),
                name="choice_of_what_may_be_left",
            ),
        ),
        migrations.AddConstraint(
            "choice",
            models.CheckConstraint(
                condition=models.Q(("pace__in", ["at_once", "digest", "none"]), ("way", "email"))
                | models.Q(("pace__in", ["at_once", "none"]), ("way", "phone")),
                name="digest_comes_by_mail",
            ),
        ),
        migrations.AddConstraint(
            "reach",
            models.CheckConstraint(
                condition=models.Q(("quiet_from__lte", 23), ("quiet_until__lte", 23)),
                name="quiet_hours_of_a_day",
            ),
        ),
        migrations.AddConstraint(
            "digest",
            models.UniqueConstraint(fields=("person", "day"), name="one_digest_per_day"),
        ),
        migrations.AddConstraint(
            "messagefile",
            models.UniqueConstraint(fields=("message", "place"), name="one_message_file_per_place"),
        ),
        migrations.AddConstraint(
            "messagefile",
            models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", 5)),
                name="message_files_are_few",
            ),
        ),
        migrations.AddConstraint(
            "reading",
            models.UniqueConstraint(fields=("person", "message"), name="read_up_to_there_once"),
        ),
    ]
