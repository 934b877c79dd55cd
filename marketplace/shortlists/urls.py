"""Addresses of comparisons, saved lists and saved searches."""

from django.urls import path

from marketplace.shortlists.views import comparison, lists, searches

urlpatterns = [
    path("banding/", comparison.comparison, name="comparison"),
    path("banding/tambah/", comparison.compare_add, name="compare_add"),
    path("banding/keluarkan/", comparison.compare_remove, name="compare_remove"),
    path("banding/simpan/", comparison.comparison_store, name="comparison_store"),
    path("banding/bukti/", comparison.stored_comparisons, name="stored_comparisons"),
    path("banding/bukti/<uuid:public_id>/", comparison.stored_comparison, name="stored_comparison"),
    path("simpanan/", lists.saved_lists, name="saved_lists"),
    path("simpanan/tambah/", lists.list_add, name="list_add"),
    path("simpanan/pencarian/", searches.saved_searches, name="saved_searches"),
    path("simpanan/pencarian/simpan/", searches.search_keep, name="search_keep"),
    path("simpanan/pencarian/<uuid:public_id>/", searches.search_open, name="search_open"),
    path("simpanan/pencarian/<uuid:public_id>/ubah/", searches.search_change, name="search_change"),
    path("simpanan/<uuid:public_id>/", lists.saved_list, name="saved_list"),
    path("simpanan/<uuid:public_id>/isi/", lists.list_lines, name="list_lines"),
    path("simpanan/<uuid:public_id>/hapus/", lists.list_delete, name="list_delete"),
]
