"""ASGI entrance, served by granian: the whole site behind its limits.

Only a proxy of TRUSTED_PROXIES (addresses or networks, comma-separated) may say whose request it
passes on; whoever else writes X-Forwarded-For is not believed.
"""

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from config.environment import env_list
from config.serving.entrance import Entrance
from config.serving.limits import Limits
from config.wsgi import application as django

application = wrap_asgi_with_proxy_headers(
    Entrance(django, Limits.of_environment()), env_list("TRUSTED_PROXIES")
)
