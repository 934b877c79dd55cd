"""Addresses of etalases in the making, of templates, and of what is open where."""

from django.urls import path

from catalog.showcases import public_views, template_views, views

urlpatterns = [
    path("etalase-kelola/", views.showcases, name="showcases"),
    path("etalase-kelola/usul/", views.showcase_new, name="showcase_new"),
    path("etalase-kelola/<uuid:public_id>/", views.showcase, name="showcase"),
    path("etalase-kelola/<uuid:public_id>/ubah/", views.showcase_repair, name="showcase_repair"),
    path("etalase-kelola/tutup/<slug:slug>/", views.showcase_close, name="showcase_close"),
    path("etalase-kelola/kategori/", template_views.categories, name="categories"),
    path("etalase-kelola/kategori/<slug:code>/", template_views.category, name="category"),
    path("etalase-tayang/", public_views.open_showcases, name="open_showcases"),
    path("etalase-tayang/<str:code>/", public_views.open_in_province, name="open_in_province"),
    path("pasar/<slug:slug>/", public_views.market_front, name="market_front"),
]
