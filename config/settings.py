"""One settings file for every environment; everything that differs comes from the environment.

A name may also be given as ``NAME_FILE``, holding the path of a file with the value, so that a
secret never has to stand in a process list. A missing or malformed value stops the start.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import api_settings, file_settings
from config.environment import database, env, env_bool, env_int, env_list, with_password

# Lets admin and form classes name their model as a type parameter at run time, too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

ENVIRONMENT = env("PASAR_BELA_ENV", "production")
if ENVIRONMENT not in {"local", "test", "production"}:
    raise ImproperlyConfigured("PASAR_BELA_ENV must be local, test or production.")
LOCAL = ENVIRONMENT == "local"
PRODUCTION = ENVIRONMENT == "production"
# `test --today` moves the kernel's clock (marketplace/core/clock.py), and only there.
CLOCK_SECONDS = env_int("PASAR_BELA_CLOCK_SECONDS", 0) if ENVIRONMENT == "test" else 0
# How long the number of tasks in the frame is kept; tests count at once.
COUNTS_KEPT_SECONDS = 0 if ENVIRONMENT == "test" else 15
PUBLIC_KEPT_SECONDS = 0 if ENVIRONMENT == "test" else 1  # what every visitor sees alike
DEBUG = env_bool("DEBUG", default=False)
DEMO = env_bool("DEMO", default=False)
# Who withholds the taxes and signs for it on paper (pihak lain, PMK 58/2022).
COLLECTOR_NAME = env("COLLECTOR_NAME", "Pasar Bela (contoh)" if DEMO else "Pasar Bela")
COLLECTOR_NPWP = env("COLLECTOR_NPWP", "-")
COLLECTOR_ADDRESS = env("COLLECTOR_ADDRESS", "-")
SECRET_KEY = env("SECRET_KEY")
FIELD_KEYS = env_list("FIELD_KEYS")
if not FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_KEYS needs at least one Fernet key; the first one encrypts.")
INDEX_KEYS = env_list("INDEX_KEYS")
if not INDEX_KEYS:
    raise ImproperlyConfigured("INDEX_KEYS needs at least one key; the first one writes the index.")
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
VAR_DIR = Path(env("VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "config.apps.WiringConfig",
    "config.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "template_partials.apps.SimpleAppConfig",
    "marketplace.core",
    "marketplace.web",
    "marketplace.documents",
    "marketplace.accounts",
    "marketplace.accounts.former_tokens.apps.FormerTokensConfig",
    *("marketplace.notices", "marketplace.appointments", "marketplace.privacy"),
    *("vendors", "vendors.licences", "vendors.sanctions", "vendors.members"),
    *("vendors.support", "vendors.pipeline", "vendors.counter"),
    *("catalog", "catalog.showcases", "catalog.moderation", "catalog.questions"),
    *("catalog.importing", "catalog.channel_keys"),
    "marketplace.shortlists",
    "marketplace.negotiation",
    "marketplace.competition",
    "marketplace.budget",
    "marketplace.orders",
    "marketplace.sourcing",
    "marketplace.fulfilment",
    "payments",
    "marketplace.insight",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    # Outside WhiteNoise: files from the finders have no compressed twin that it could send.
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.web.middleware.RequestContextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.web.middleware.LanguageMiddleware",
    "marketplace.web.middleware.ReadableAddressMiddleware",
    "marketplace.web.middleware.AddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Outside of all that answer in a view's stead, such as with the page of a wrong method.
    "marketplace.web.middleware.PrivatePagesMiddleware",
    "marketplace.web.middleware.ViewerZoneMiddleware",
    "marketplace.accounts.kept_forms.KeptFormMiddleware",
    "marketplace.web.middleware.SignInMiddleware",
    "marketplace.web.form_addresses.FormAddressMiddleware",
    "marketplace.web.parked.ParkedFilesMiddleware",
    "marketplace.web.middleware.CountersMiddleware",
    "marketplace.accounts.second_step.SecondStepMiddleware",
    "marketplace.web.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

DEMO_PROGRESS_FILE = env("DEMO_PROGRESS_FILE", "")  # `manage.py up` names it for its web process
if DEMO_PROGRESS_FILE:
    language = MIDDLEWARE.index("marketplace.web.middleware.LanguageMiddleware")
    MIDDLEWARE.insert(language + 1, "config.local.waiting.PreparingMiddleware")
    MIDDLEWARE.append("config.local.waiting.DemoLoadingMiddleware")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            # Cotton must be the innermost loader: the partials loader wraps what it compiles.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "marketplace.web.templatetags.controls",
                "marketplace.web.templatetags.pasar",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.web.frame.shell",
            ],
        },
    },
]
COTTON_DIR = "components"
FORM_RENDERER = "marketplace.web.form_renderer.Renderer"

DATABASE_URL = with_password(env("DATABASE_URL"), env("DATABASE_PASSWORD", ""))
DATABASES = {"default": database(DATABASE_URL)}
DATABASE_OWNER_URL = with_password(
    env("DATABASE_OWNER_URL", DATABASE_URL), env("DATABASE_OWNER_PASSWORD", "")
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL")


def redis_for_cache(url: str) -> str:
    """Turn Celery's socket scheme into redis-py's and use database 1, apart from the queue's."""
    if url.startswith("redis+socket://"):
        return "unix://" + urlsplit(url).path + "?db=1"
    return urlsplit(url)._replace(path="/1").geturl()


CACHES = {
    "default": {
        "BACKEND": "marketplace.core.cache.FailOpenRedisCache",
        "LOCATION": redis_for_cache(REDIS_URL),
        "KEY_PREFIX": "pb",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_RULES = "marketplace.accounts.passwords"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_RULES}.LikenessValidator", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": f"{_RULES}.CommonValidator"},
    {"NAME": f"{_RULES}.DigitsValidator"},
    {"NAME": f"{_RULES}.GuessablePasswordValidator"},
]
# PBKDF2 at full strength costs seconds per test worker; the hash itself is not under test.
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tasks"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "marketplace.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "marketplace.accounts.forms.SignupForm"
_FORMS = "marketplace.accounts.entrance_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
# Guessing is limited by axes in Postgres, which still holds when Redis is down.
# Who signs up again because no mail came gets another one, three in ten minutes at most.
ACCOUNT_RATE_LIMITS = {
    "confirm_email": "3/10m/key",
    **({} if PRODUCTION else {"login_failed": ""}),
}
# Operators, and who approves, pays or verifies, need a second step; only a local demo's logins not.
SECOND_STEP_EXEMPT_DOMAIN = "@demo.test" if LOCAL and DEMO else ""
MFA_FORMS = {
    "authenticate": f"{_FORMS}.AuthenticateForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateByCodeForm",
    "activate_totp": f"{_FORMS}.ActivateTOTPForm",
}
MFA_ADAPTER = "marketplace.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Pasar Bela"
# Signing in with the account of another system (docs/oidc.md); none without issuer and client.
OIDC_ISSUER = env("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env("OIDC_NAME", "") or "INAPROC"
AXES_HANDLER = "marketplace.accounts.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "marketplace.accounts.signin.login_name"
AXES_LOCKOUT_CALLABLE = "marketplace.accounts.signin.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_HTTP_RESPONSE_CODE = 429

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
FORMAT_MODULE_PATH = "config.formats"

STATIC_URL = "/static/"
# Collected only where it is served from; elsewhere the finders are asked.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
# Each test client builds the middleware anew: listing every file each time costs the suite minutes.
WHITENOISE_AUTOREFRESH = ENVIRONMENT == "test"
STORAGES = file_settings.storages(VAR_DIR, production=PRODUCTION)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
UPLOAD_MAX_BYTES = env_int("UPLOAD_MAX_BYTES", 10_485_760)
# A photo is made smaller before it is kept, so it may come larger: within one request's body.
PICTURE_MAX_BYTES = env_int("PICTURE_MAX_BYTES", 31_457_280)
# Files on their way lie in the database: of all accounts together, and of one.
PARKED_MAX_BYTES = env_int("PARKED_MAX_BYTES", 2_147_483_648)
PARKED_MAX_BYTES_OF_ONE = env_int("PARKED_MAX_BYTES_OF_ONE", 94_371_840)
# A virus scanner, where the installation has one: tcp://host:port or unix:///path of clamd.
CLAMD_URL = env("CLAMD_URL", "")

mail = urlsplit(with_password(env("EMAIL_URL", "smtp://127.0.0.1:25"), env("EMAIL_PASSWORD", "")))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = mail.hostname or "127.0.0.1"
EMAIL_PORT = mail.port or 25
EMAIL_HOST_USER = unquote(mail.username or "")
EMAIL_HOST_PASSWORD = unquote(mail.password or "")
EMAIL_USE_TLS = mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Pasar Bela <pasar-bela@example.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where text messages go (marketplace/core/sms.py): `console:`, `file:`, or a gateway's address.
SMS_URL = env("SMS_URL", "") or "console:"
SMS_TOKEN = env("SMS_TOKEN", "")
# The same for WhatsApp (marketplace/core/whatsapp.py); a gateway is the Cloud API's address.
WHATSAPP_URL = env("WHATSAPP_URL", "").rstrip("/") or "console:"
WHATSAPP_TOKEN = env("WHATSAPP_TOKEN", "")
WHATSAPP_TEMPLATE = env("WHATSAPP_TEMPLATE", "") or "pasar_bela_kabar"
# What proves its webhook: the app's secret, and the word by which it first asks for the address.
WHATSAPP_SECRET = env("WHATSAPP_SECRET", "")
WHATSAPP_VERIFY_TOKEN = env("WHATSAPP_VERIFY_TOKEN", "")
# What proves the words of couriers (docs/courier.md); without it there is no address for them.
COURIER_SECRET = env("COURIER_SECRET", "")

CELERY_BROKER_URL = REDIS_URL + ("?virtual_host=0" if REDIS_URL.startswith("redis+socket") else "")
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without the restore options kombu sweeps only every ~100 s, whatever the visibility timeout.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.2,
    "socket_timeout": 5,
}

# Elsewhere than in production nobody listens there: pages say that the bank cannot be reached.
BANK_BASE_URL = env("BANK_BASE_URL", None if PRODUCTION else "http://127.0.0.1:9")
BANK_CLIENT_ID = env("BANK_CLIENT_ID", "")
BANK_CLIENT_SECRET = env("BANK_CLIENT_SECRET", "")
BANK_PRIVATE_KEY_FILE = os.environ.get("BANK_PRIVATE_KEY_FILE", "")
BANK_PUBLIC_KEY_FILE = os.environ.get("BANK_PUBLIC_KEY_FILE", "")
BANK_MERCHANT_ID = env("BANK_MERCHANT_ID", "")
BANK_IS_SIMULATOR = env_bool("BANK_IS_SIMULATOR", default=not PRODUCTION)
MONEY_LEASE_SECONDS = env_int("MONEY_LEASE_SECONDS", 10)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "marketplace.web.views.csrf_failure"
if BASE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
_OURS = ("script-src", "style-src", "img-src", "connect-src", "form-action", "frame-src")
_NOBODYS = ("default-src", "frame-ancestors", "base-uri")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {name: [SELF] for name in (*_OURS, "manifest-src")}
    | {name: [NONE] for name in _NOBODYS}
    # The few pixels of a photo stand in the page itself (catalog.photos.blur_address).
    | {"img-src": [SELF, "data:"]}
}

REST_FRAMEWORK = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS
# Requests a minute (docs/api.md).
API_LIMITS = {"visitor": 120, "person": 300, "sign_in": 20}
if ENVIRONMENT == "test":
    API_LIMITS = dict.fromkeys(API_LIMITS, 1_000_000)  # many tests share one address
# Servers ("host:port") that may be fetched from although they stand inside; tests lend theirs.
FETCH_LENT_SERVERS: frozenset[str] = frozenset()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "marketplace.core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "pypdf": {"level": "ERROR"},  # what it mends in other people's files is no news of ours
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}
