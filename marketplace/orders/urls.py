"""Addresses of orders."""

from django.urls import path

from marketplace.orders import views

urlpatterns = [
    path("pesanan/", views.orders, name="orders"),
    path("pesanan/<uuid:public_id>/", views.order_detail, name="order_detail"),
    path("pesanan/<uuid:public_id>/surat/", views.order_letter, name="order_letter"),
    path("pesanan/<uuid:public_id>/langkah/<slug:key>/", views.order_step, name="order_step"),
    path("pesanan/<uuid:public_id>/pesan/", views.order_message, name="order_message"),
    path("pesanan/<uuid:public_id>/ubah/", views.order_edit, name="order_edit"),
    *(
        path(f"pesanan/<uuid:public_id>/{word}/", views.take_step, {"step": step}, f"order_{step}")
        for step, word in {
            "approve": "setujui",
            "return": "kembalikan",
            "reject": "tolak",
            "accept": "sanggupi",
            "decline": "tolak-penyedia",
            "cancel": "batalkan",
            "stop": "hentikan",
            "terminate": "putuskan",
            "reissue": "terbitkan-ulang",
            "resubmit": "ajukan-lagi",
        }.items()
    ),
]
