"""The Celery app and the beat table. Redis only rings the bell; the truth is in Postgres."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("pasar_bela")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Every entry is idempotent and finds its own due rows, so a missed or doubled beat is harmless.
app.conf.beat_schedule = {
    name: {
        "task": "core.run_periodic",
        "schedule": seconds,
        "args": [name],
        "options": {"expires": seconds * 2},
    }
    for name, seconds in {
        "relay_outbox": 2.0,
        "seal_audit": 3.0,
        "send_mail": 3.0,
        "fire_deadlines": 15.0,
        "drive_instructions": 2.0,
        "settle": 30.0,
        "refresh_price_marks": 600.0,
    }.items()
}
