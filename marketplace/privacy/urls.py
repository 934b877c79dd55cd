"""The pages of one's own data."""

from django.urls import path

from marketplace.privacy import views

urlpatterns = [
    path("akun/data/", views.my_data, name="my_data"),
    path("akun/data/unduh/", views.my_download, name="my_download"),
    path("akun/data/betulkan/", views.my_correction, name="my_correction"),
    path("akun/data/hapus/", views.my_erasure, name="my_erasure"),
    path(
        "akun/data/<int:request_id>/batal/", views.my_request_withdraw, name="my_request_withdraw"
    ),
]
