"""Addresses of the counter: the desk, a session, its application, papers, the report."""

from django.urls import path

from vendors.counter import desk_views, paper_views, report_views, session_views

urlpatterns = [
    path("loket/", desk_views.counter_desk, name="counter_desk"),
    path("loket/laporan/", report_views.counter_report, name="counter_report"),
    path("loket/laporan/cetak/", report_views.counter_report_paper, name="counter_report_paper"),
    path(
        "loket/laporan/unduh/<slug:kind>/",
        report_views.counter_report_export,
        name="counter_report_export",
    ),
    path("loket/<uuid:public_id>/", session_views.counter_session, name="counter_session"),
    path(
        "loket/<uuid:public_id>/ringkasan/", session_views.counter_summary, name="counter_summary"
    ),
    path("loket/<uuid:public_id>/lembar/", paper_views.counter_sheet, name="counter_sheet"),
    path("loket/<uuid:public_id>/bukti/", paper_views.counter_handout, name="counter_handout"),
    path(
        "loket/<uuid:public_id>/tindakan/<slug:act>/", session_views.counter_act, name="counter_act"
    ),
    path("loket/<uuid:public_id>/<slug:step>/", session_views.counter_step, name="counter_step"),
]
