"""The project's Celery app with a beat in a hurry: the same work, more often than in production."""

from config.celery import app

PACE_SECONDS = 0.5

app.conf.beat_max_loop_interval = PACE_SECONDS
app.conf.beat_schedule = {
    name: {**entry, "schedule": PACE_SECONDS} for name, entry in app.conf.beat_schedule.items()
}
