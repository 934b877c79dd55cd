"""The Celery app and the beat table. Redis only rings the bell; the truth is in Postgres."""

import os

from celery import Celery
from celery.schedules import crontab

DAY_SECONDS = 86_400
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("pasar_bela")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Every entry is idempotent and finds its own due rows, so a missed or doubled beat is harmless.
PACES: dict[str, float | crontab] = {
    "relay_outbox": 2.0,
    "seal_audit": 3.0,
    "send_mail": 3.0,
    "make_digests": 60.0,
    "send_invitations": 3.0,
    "send_shop_invitations": 3.0,
    "send_role_invitations": 3.0,
    "run_imports": 2.0,
    "match_targets": 60.0,
    "judge_goods": 2.0,
    "take_in_goods": 2.0,
    "forget_goods_rows": crontab(hour=2, minute=20),
    "forget_import_rows": crontab(hour=2, minute=15),
    "finish_erasures": crontab(hour=2, minute=45),
    "fire_deadlines": 15.0,
    "drive_instructions": 2.0,
    "settle": 30.0,
    # In the night of western Indonesia (CELERY_TIMEZONE), when nobody shops.
    "follow_rules_of_offers": crontab(hour=0, minute=1),  # a rate holds from its first minute on
    "refresh_price_marks": crontab(hour=1, minute=30),
    "check_searches": crontab(minute="*/10"),  # a few each time; each search once an hour
    "count_standings": crontab(hour=1, minute=50),
    "count_replies": crontab(hour=1, minute=55),
    "count_ratings": crontab(hour=1, minute=57),
    "remind_of_halal": crontab(hour=7, minute=0),  # read when the day begins
}
app.conf.beat_schedule = {
    name: {
        "task": "core.run_periodic",
        "schedule": pace,
        "args": [name],
        "options": {"expires": pace * 2 if isinstance(pace, float) else DAY_SECONDS / 2},
    }
    for name, pace in PACES.items()
}
