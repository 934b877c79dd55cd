"""The measured server, served by granian like the site itself; or, sabotaged, its broken twins.

``BENCH_SABOTAGE=n+1``: every card of a list asks the database for its seller again.
``BENCH_SABOTAGE=slow query``: every card waits for a join without an index.
"""

import os

from django.core.wsgi import get_wsgi_application

from config.serving.entrance import Entrance
from config.serving.limits import Limits

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
application = Entrance(get_wsgi_application(), Limits.of_environment())

if os.environ.get("BENCH_SABOTAGE"):
    from tests.bench import saboteurs

    saboteurs.break_pages(os.environ["BENCH_SABOTAGE"])
