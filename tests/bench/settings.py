"""The settings of the measured server: those of the site, plus the bare page and the counter."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as SITE_MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.floor.CountQueries", *SITE_MIDDLEWARE]

COUNTS_KEPT_SECONDS = 15  # as on the site; tests count at once
PUBLIC_KEPT_SECONDS = 1
