"""Sign-in, sign-up and the account, at Indonesian addresses under allauth's own names."""

from allauth.account import views as allauth_views
from allauth.mfa.totp import views as totp_views
from django.urls import include, path, re_path

from marketplace.accounts import browser_views, identity_views, phone_views, token_views, views
from marketplace.accounts.step_up import asks_proof

urlpatterns = [
    path("masuk/", identity_views.sign_in, name="account_login"),
    path("daftar/", allauth_views.signup, name="account_signup"),
    path("masuk/telepon/", phone_views.phone_sign_in, name="phone_sign_in"),
    path("masuk/telepon/kode/", phone_views.phone_code, name="phone_code"),
    path("daftar/telepon/", phone_views.phone_sign_up, name="phone_sign_up"),
    path("masuk/luar/", identity_views.identity_sign_in, name="identity_sign_in"),
    path("masuk/luar/kembali/", identity_views.identity_callback, name="identity_callback"),
    path("keluar/", allauth_views.logout, name="account_logout"),
    path("bahasa/", views.set_language, name="set_language"),
    path("akun/", views.account, name="account"),
    path("akun/peramban/", browser_views.browsers, name="browsers"),
    path(
        "akun/peramban/<int:browser_id>/keluar/",
        browser_views.browser_sign_out,
        name="browser_sign_out",
    ),
    path("akun/keluar-lain/", browser_views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("akun/nonaktif/", allauth_views.account_inactive, name="account_inactive"),
    path("akun/pastikan/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("akun/email/", asks_proof(views.email, to_read=False), name="account_email"),
    path(
        "akun/email/terkirim/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^akun/email/konfirmasi/(?P<key>[-:\w]+)/$",
        allauth_views.confirm_email,
        name="account_confirm_email",
    ),
    path("akun/sandi/", allauth_views.password_change, name="account_change_password"),
    path(
        "akun/sandi/buat/",
        asks_proof(allauth_views.password_set),
        name="account_set_password",
    ),
    path("akun/sandi/lupa/", allauth_views.password_reset, name="account_reset_password"),
    path(
        "akun/sandi/lupa/terkirim/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^akun/sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "akun/sandi/baru/selesai/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("akun/pastikan/telepon/", phone_views.phone_prove, name="phone_prove"),
    path("akun/telepon/", phone_views.account_phone, name="account_phone"),
    path("akun/luar/", identity_views.my_identities, name="identities"),
    path("akun/luar/mulai/", identity_views.identity_begin, name="identity_begin"),
    path("akun/luar/tautkan/", identity_views.identity_link, name="identity_link"),
    path(
        "akun/luar/<int:identity_id>/lepas/",
        identity_views.identity_unlink,
        name="identity_unlink",
    ),
    path("akun/token/", token_views.api_tokens, name="api_tokens"),
    path("akun/token/<int:token_id>/cabut/", token_views.api_token_revoke, name="api_token_revoke"),
    path("akun/kode/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    # The library asks only who has a password; an app of a finder would lock out who has none.
    path(
        "akun/dua-langkah/totp/activate/",
        asks_proof(totp_views.activate_totp),
        name="mfa_activate_totp",
    ),
    path("akun/dua-langkah/", include("allauth.mfa.urls")),
]
