"""Addresses of sheets of goods."""

from django.urls import path

from catalog.importing import views

urlpatterns = [
    path("penyedia/produk/impor/", views.goods_imports, name="goods_imports"),
    path("penyedia/produk/impor/templat/", views.goods_template, name="goods_template"),
    path("penyedia/produk/ekspor/<slug:kind>/", views.goods_export, name="goods_export"),
    path("penyedia/impor/<uuid:public_id>/", views.goods_import, name="goods_import"),
    path("penyedia/impor/<uuid:public_id>/judul/", views.goods_headings, name="goods_headings"),
    path("penyedia/impor/<uuid:public_id>/baris/<int:number>/", views.goods_row, name="goods_row"),
    path(
        "penyedia/impor/<uuid:public_id>/mulai/",
        views.goods_import_start,
        name="goods_import_start",
    ),
    path(
        "penyedia/impor/<uuid:public_id>/batal/",
        views.goods_import_cancel,
        name="goods_import_cancel",
    ),
    path(
        "penyedia/impor/<uuid:public_id>/harga/",
        views.goods_import_prices,
        name="goods_import_prices",
    ),
    path(
        "penyedia/impor/<uuid:public_id>/gambar/",
        views.goods_import_pictures,
        name="goods_import_pictures",
    ),
    path(
        "penyedia/impor/<uuid:public_id>/perbaiki/",
        views.goods_import_failed,
        name="goods_import_failed",
    ),
]
