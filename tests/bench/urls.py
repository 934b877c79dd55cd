"""The map of the measured server: the whole site and, as the floor, one page that does nothing."""

from django.urls import path

from config import urls as site
from tests.bench import floor

urlpatterns = [path("_bare/", floor.bare), *site.urlpatterns]

handler400 = site.handler400
handler403 = site.handler403
handler404 = site.handler404
handler500 = site.handler500
