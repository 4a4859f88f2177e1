"""Settings of the project, driven by the environment (see ``environment.py``)."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from epos import outside
from epos.embedded import endpoints
from epos.environment import is_on, read

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = read("EPOS_MODE")
PRODUCTION = MODE == "production"
DEMO = is_on("EPOS_DEMO")
DEBUG = is_on("EPOS_DEBUG") and not PRODUCTION
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("EPOS_DEMO shows every caught mail and has known passwords: not with production.")

SECRET_KEY = read("EPOS_SECRET_KEY") or endpoints.secret_key()
SECRET_KEY_FALLBACKS = read("EPOS_SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = [h for h in read("EPOS_ALLOWED_HOSTS").split(",") if h] or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "epos",
    "accounts",
    "notifications",
    "contingent",
    "curriculum",
    "schedule",
    "communication",
    "journal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_linear_migrations",
    "pgtrigger",
    "simple_history",
    "guardian",
    "csp",
    "axes",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

BEHIND_PROXY = is_on("EPOS_BEHIND_PROXY")
MIDDLEWARE = [
    "epos.middleware.visitor_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "epos.middleware.KeptPolicy",
    "epos.middleware.nothing_kept",
    "epos.middleware.plain_query",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.clock.own_clock",
    "epos.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.families_only",
    "accounts.access_log.access_noted",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "epos.urls"
WSGI_APPLICATION = "epos.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "epos.templating.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.shell",
            ],
        },
    }
]

# People and how they sign in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
# Delegated rights hold from a day to a day, which guardian's own backend does not know: rules ask for them by day.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = GUARDIAN_MONKEY_PATCH_GROUP = False
# Guessing: ten failures of a login from an address, fifty from all (accounts.guessing). The door tells of the wait
# itself, so the library's middleware, which answers for it, is left out.
AXES_HANDLER = "accounts.guessing.Attempts"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_USERNAME_CALLABLE = "accounts.guessing.told_login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001", "axes.W002"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
CSRF_FAILURE_VIEW = "accounts.views.refusals.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Sign-in from outside (X3, X4). Nobody signs up; tokens are not kept; the pages are our own.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.OutsideAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": outside.providers(PRODUCTION, DEMO)}}
# The second factor: obligatory for directors and journal administrators where it is switched on
# By person: no address is shut out. Codes; the password asked once more; letters to whoever forgot it
ACCOUNT_RATE_LIMITS = {"login_failed": "5/300s/key", "proof": "10/15m/key", "forgotten": "10/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "ЭПОС"
MFA_TOTP_TOLERANCE = 1  # half a minute of a clock that is wrong
MFA_ADAPTER = "accounts.factor.FactorAdapter"
MFA_RECOVERY_CODE_DIGITS = 10
STAFF_SECOND_FACTOR = is_on("EPOS_STAFF_SECOND_FACTOR") if read("EPOS_STAFF_SECOND_FACTOR") else PRODUCTION
CONTINGENT_CLAIM = read("EPOS_OIDC_CONTINGENT_CLAIM")

# Data. Sessions live in the database: they outlive a restart of the web server and of the cache.
DATABASE = dj_database_url.parse(read("DATABASE_URL") or endpoints.database_url())
DATABASES = {
    "default": {
        **DATABASE,
        "ENGINE": "epos.database",  # Django's own, which asks a living connection nothing
        "CONN_MAX_AGE": 600,  # with a connection go the plans it keeps
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        # A pooler that hands sessions round keeps neither cursors nor plans
        "DISABLE_SERVER_SIDE_CURSORS": is_on("EPOS_PGBOUNCER"),
        # The driver keeps no plans: with each rollback it would throw away those of `common.plans`, too
        "OPTIONS": DATABASE.get("OPTIONS", {}) | {"prepare_threshold": None},
    }
}
SESSION_ENGINE = "accounts.sessions"
# A shared computer: closing the browser signs out, and so does the end of the day (R5).
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
REDIS_URL = read("REDIS_URL") or endpoints.redis_url()
CACHES = {
    "default": {
        "BACKEND": "epos.cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
    }
}

# Histories are read by row, student and page, never by date alone: an index less for every save
SIMPLE_HISTORY_DATE_INDEX = False

# The log of who opened whose personal data: what waits for it
ACCESS_QUEUE = "accounts.access_queue.ValkeyQueue"

# Words and time
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = sorted((BASE_DIR / "locale").glob("*"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = read("EPOS_TIME_ZONE")

# Static files: hashed names, compressed, served by the application itself
STATIC_URL = "static/"
STATIC_ROOT = read("EPOS_STATIC_ROOT") or str(endpoints.data_dir() / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files that people attach: no address leads to the folder, pages with rights give them
MEDIA_ROOT = read("EPOS_FILES_ROOT") or str(endpoints.data_dir() / "files")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "epos.static.HashedStaticFilesStorage"
        )
    },
}

# Nothing inline, nothing from anywhere but this server; data: is for the icons inside Bootstrap's CSS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Mail
EMAIL_BACKEND = "notifications.mail.CaughtMailBackend" if DEMO else read("EPOS_EMAIL_BACKEND")
EMAIL_HOST = read("EPOS_EMAIL_HOST")
EMAIL_PORT = int(read("EPOS_EMAIL_PORT"))
EMAIL_HOST_USER = read("EPOS_EMAIL_USER")
EMAIL_HOST_PASSWORD = read("EPOS_EMAIL_PASSWORD")
EMAIL_USE_TLS = is_on("EPOS_EMAIL_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = read("EPOS_EMAIL_FROM")
PUBLIC_URL = (read("EPOS_PUBLIC_URL") or endpoints.web_url()).rstrip("/")
QUIET_NIGHTS = not DEMO  # reminders wait for the morning of their organisation

# Outside systems, by their `OutsideSystem`; an address may be asked for each time, the demo's stand-ins move
FEEDS: dict[str, dict[str, Any]] = {
    "contingent": {"address": read("EPOS_CONTINGENT_URL"), "token": read("EPOS_CONTINGENT_TOKEN")},
    "staff": {"address": read("EPOS_STAFF_URL"), "token": read("EPOS_STAFF_TOKEN")},
}
# The developer's support desk (X6)
DESK: dict[str, Any] = {"address": read("EPOS_DESK_URL"), "token": read("EPOS_DESK_TOKEN")}
if DEMO:
    DESK["address"] = DESK["address"] or partial(endpoints.stand_in_url, "stand-in-desk")
    DESK["token"] = DESK["token"] or endpoints.stand_in_token()
    for system, feed in FEEDS.items():
        feed["address"] = feed["address"] or partial(endpoints.stand_in_url, f"stand-in-{system}")
        feed["token"] = feed["token"] or endpoints.stand_in_token()

# Background work. A task is acknowledged when it is done, so a killed worker loses nothing.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever asks for work waits no longer than this, in seconds, for a queue that is silent
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 1, "interval_start": 0, "interval_max": 0.2,
}  # fmt: skip
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_DEFAULT_QUEUE = "epos"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    # A tick that found no worker in time is forgotten: the next one does its work.
    "deliver": {"task": "notifications.deliver", "schedule": 15.0, "options": {"expires": 15}},
    "check-obligations": {"task": "notifications.check_all", "schedule": 600.0, "options": {"expires": 600}},
    "sweep": {"task": "notifications.sweep", "schedule": 86_400.0, "options": {"expires": 3600}},
    "keep-accesses": {"task": "accounts.keep_accesses", "schedule": 10.0, "options": {"expires": 10}},
    "forget-old-accesses": {
        "task": "accounts.forget_old_accesses",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 86_400.0, "options": {"expires": 3600}},
    "empty-sign-in-requests": {
        "task": "accounts.empty_sign_in_requests",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "exchange-with-desk": {"task": "communication.exchange_with_desk", "schedule": 30.0, "options": {"expires": 30}},
    "forget-closed-questions": {
        "task": "communication.forget_closed_questions",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "purge-import-checks": {
        "task": "contingent.purge_import_checks",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
    "nightly-sync": {
        "task": "contingent.nightly_sync",
        "schedule": crontab(minute=10),  # whose night it is, is told by the organisation's clock
        "options": {"expires": 3600},
    },
    "forget-old-syncs": {
        "task": "contingent.forget_old_syncs",
        "schedule": 86_400.0,
        "options": {"expires": 3600},
    },
}

# The log names places and kinds of errors, never people or what they typed
DEFAULT_EXCEPTION_REPORTER_FILTER = "epos.reporting.NoPersonalDataFilter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "epos.reporting.PlacesOnly", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read("EPOS_LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.db.backends": {"level": "WARNING"},
        "axes": {"level": "WARNING"},  # failures and waits, without names and addresses
    },
}
