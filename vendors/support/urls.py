"""Addresses of the shop's and the officer's pages of help."""

from django.urls import path

from vendors.support import case_views, figure_views, ticket_views, training_views

urlpatterns = [
    path("penyedia/izin/langkah/", case_views.ladder_page, name="ladder_page"),
    path("penyedia/pendampingan/", case_views.shop_cases, name="shop_cases"),
    path("penyedia/pelatihan/", training_views.shop_trainings, name="shop_trainings"),
    path("verifikasi/pendampingan/", case_views.case_board, name="case_board"),
    path("verifikasi/pelatihan/", training_views.office_trainings, name="office_trainings"),
    path("verifikasi/bantuan/", ticket_views.ticket_desk, name="ticket_desk"),
    path("pendampingan/<uuid:public_id>/", case_views.case_page, name="case_page"),
    path("pendampingan/<uuid:public_id>/<slug:act>/", case_views.case_act, name="case_act"),
    path("pelatihan/<uuid:public_id>/", training_views.training_page, name="training_page"),
    path(
        "pelatihan/<uuid:public_id>/<slug:act>/", training_views.training_act, name="training_act"
    ),
    path("bantuan/", ticket_views.tickets, name="tickets"),
    path("bantuan/baru/", ticket_views.ticket_new, name="ticket_new"),
    path("bantuan/<uuid:public_id>/", ticket_views.ticket_page, name="ticket_page"),
    path("bantuan/<uuid:public_id>/<slug:act>/", ticket_views.ticket_act, name="ticket_act"),
    path("pantau/layanan/", figure_views.support_figures, name="support_figures"),
    path("pantau/layanan.csv", figure_views.support_figures_csv, name="support_figures_csv"),
]
