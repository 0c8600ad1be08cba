"""The portal's settings. What differs between machines comes from the environment."""

from pathlib import Path
from typing import Any

import environ
import pghistory
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))  # absent in production
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
if "SECRET_KEY" not in env:  # `manage.py` beside script/server, which has kept what it uses
    env.read_env(str(VAR_DIR / "run/env"))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
# Set by script/server, which serves nobody but this machine: only there demo mode may start.
ONE_MACHINE = env.bool("ONE_MACHINE", default=False)
SECRET_KEY = env("SECRET_KEY")  # required: fail at start, not at first login
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "reformasi.ui.apps.CollectedStaticFiles",
    "django.forms",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "treebeard",
    "guardian",
    "import_export",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "reformasi.ui",
    "reformasi.sending",
    "reformasi.audit",
    "reformasi.workflow",
    "reformasi.organisation",
    "reformasi.accounts",
    "reformasi.privacy",
    "reformasi.sheets",
    "reformasi.evidence",
    "reformasi.documents",
    "evaluations",
    "programs",
    "zona_integritas",
    "dashboards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "reformasi.ui.middleware.SafetyHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "reformasi.ui.middleware.CompressedPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reformasi.ui.middleware.PrivatePagesMiddleware",
    "reformasi.ui.middleware.ChosenLanguageMiddleware",
    "reformasi.sending.middleware.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "reformasi.ui.middleware.TextGateMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reformasi.ui.middleware.MenuMiddleware",
    "reformasi.accounts.middleware.IdleMiddleware",
    "reformasi.sending.middleware.LoginMiddleware",
    "reformasi.sending.middleware.KeptMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "reformasi.accounts.middleware.SessionListMiddleware",
    "reformasi.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reformasi.audit.middleware.AuditMiddleware",
]

ROOT_URLCONF = "reformasi.urls"
WSGI_APPLICATION = "reformasi.wsgi.application"

COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is given, not the page around it
LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", LOADERS)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reformasi.ui.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "reformasi.sending.templatetags.sending",
                "reformasi.ui.templatetags.ui",
                "reformasi.ui.templatetags.frames",
            ],
        },
    }
]
FORM_RENDERER = "reformasi.ui.renderer.Renderer"  # templates/django/forms/

# --- engines -----------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
# The same database by the role of web and worker, for the owner, who grants what that role may do.
SERVICE_DATABASE_URL = env("SERVICE_DATABASE_URL", default="")
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Row history: every insert, update and delete of a tracked table, by trigger; itself append-only.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "VERSION": 2,  # 1 was pickled
        "OPTIONS": {
            # Not Django's pickle, which runs whatever somebody else has put there.
            "serializer": "django.contrib.sessions.serializers.JSONSerializer",
            "socket_timeout": 2,  # seconds, then 503
            "socket_connect_timeout": 2,
        },
    }
}
# `unix://` is redis-py's spelling of a socket; Kombu says `redis+socket://`.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_URL = CELERY_BROKER_URL.replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "global_keyprefix": env("QUEUE_PREFIX", default="reformasi:"),
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = env.int("WORKER_MAX_MEMORY_KB", default=600_000)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_BEAT_SCHEDULER = "reformasi.beat:Scheduler"
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=30.0)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-documents": {
        "task": "reformasi.documents.tasks.sweep",
        "schedule": SWEEP_SECONDS,
    },
    "forget-personal-data": {
        "task": "reformasi.privacy.tasks.forget",
        "schedule": crontab(hour="2", minute="15"),
    },
    "forget-sent-forms": {
        "task": "reformasi.sending.tasks.sweep",
        "schedule": crontab(hour="2", minute="30"),
    },
    "sweep-exports": {
        "task": "reformasi.sheets.tasks.sweep",
        "schedule": SWEEP_SECONDS,
    },
    "sweep-dossiers": {
        "task": "evaluations.dossiers.tasks.sweep",
        "schedule": SWEEP_SECONDS,
    },
    "refresh-figures": {
        "task": "dashboards.rollups.tasks.refresh",
        "schedule": 5.0,
    },
    "recount-figures": {
        "task": "dashboards.rollups.tasks.recount",
        "schedule": crontab(hour="3", minute="15"),
    },
    "delete-orphans": {
        "task": "reformasi.ui.tasks.delete_orphans",
        "schedule": crontab(hour="2", minute="30"),  # Jakarta
    },
}

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = [
    "reformasi.accounts.backends.LoginBackend",
    "reformasi.organisation.backends.RoleBackend",  # by role and unit
    "reformasi.organisation.backends.GrantBackend",  # by person and object (django-guardian)
]
# GrantBackend answers from django-guardian's rows, with their end dates.
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",
    "security.W019",  # our own pages frame PDFs
    "staticfiles.W004",  # TRIMMED_STYLES is made when static files are collected
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
GUARDIAN_RAISE_403 = True
ANONYMOUS_USER_NAME = None  # django-guardian: no row stands for the public
# Roles whose holders must use a second factor; empty by default, e.g. "ketua_tim,biro".
MFA_REQUIRED_ROLES = env.list("MFA_REQUIRED_ROLES", default=[])
# How many proxies of ours stand before the portal: login limits count the address behind them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# A ministry is one address: what one address may try is far above its morning. Guessing is stopped
# by account and address together (accounts/attempts.py).
PER_ADDRESS = f"{env.int('TRIES_PER_ADDRESS', default=3_000)}/m/ip"
ACCOUNT_RATE_LIMITS = {
    "login": PER_ADDRESS,
    "login_failed": "5/5m/key",
    "login_failed_at_address": "20/20m/key",
    "reset_password": f"{PER_ADDRESS},5/m/key",
    "reset_password_from_key": PER_ADDRESS,
}
MFA_RATE_LIMITS = {"webauthn_login": PER_ADDRESS}
ACCOUNT_FORMS = {"reset_password": "reformasi.accounts.forms.ForgottenPasswordForm"}
ACCOUNT_ADAPTER = "reformasi.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}  # the username is the NIP
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to strangers: nobody can register
ACCOUNT_USER_MODEL_USERNAME_FIELD = "nip"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_USER_DISPLAY = str  # the name, never the NIP
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Reformasi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
USERSESSIONS_TRACK_ACTIVITY = True
# Longest pause after which a session still goes on (ASVS 5.0, 7.3.1); typed text outlives it.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)

# --- safety ------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "reformasi.sending.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]  # the health check of the load balancer speaks plain HTTP
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # PDF previews are framed by our own pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# --- words, dates --------------------------------------------------------------------------------
LANGUAGE_CODE, TIME_ZONE, USE_TZ = "id", "Asia/Jakarta", True
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_THOUSAND_SEPARATOR = True

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
TRIMMED_STYLES = VAR_DIR / "styles"  # of the framework, what pages use (reformasi/local/assets.py)
STATICFILES_DIRS = [BASE_DIR / "static", ("tabler/css", TRIMMED_STYLES)]
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "map"]
MEDIA_ROOT = VAR_DIR / "media"  # never served directly
STORAGES = {
    "default": {"BACKEND": "reformasi.ui.storage.PrivateFiles"},
    "staticfiles": {"BACKEND": "reformasi.ui.storage.StaticFiles"},
}
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "reformasi.evidence.uploads.LimitedUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
# Where nginx hands private files over, e.g. /berkas-privat/; empty: Django streams them.
ACCEL_REDIRECT_PREFIX = env("ACCEL_REDIRECT_PREFIX", default="")
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_MB", default=25) * 1024 * 1024
EXPORT_AT_ONCE = env.int("EXPORT_AT_ONCE", default=5_000)  # rows; longer ones the worker makes
#: Past years whose stages are open though no window was set for them.
OPEN_YEARS_BEFORE = env.int("OPEN_YEARS_BEFORE", default=1)
# How long personal data are kept (ADR 113). An address is an IP address on the trail.
KEEP_SESSION_DAYS = env.int("KEEP_SESSION_DAYS", default=90)
KEEP_ORIGIN_MONTHS = env.int("KEEP_ORIGIN_MONTHS", default=12)
KEEP_ROW_HISTORY_YEARS = env.int("KEEP_ROW_HISTORY_YEARS", default=10)
PRIVACY_CONTACT = env("PRIVACY_CONTACT", default="")  # whom people ask about their data
EXPORT_KEEP_DAYS = env.int("EXPORT_KEEP_DAYS", default=7)
DOCUMENT_SOFT_SECONDS = env.int("DOCUMENT_SOFT_SECONDS", default=120)
DOCUMENT_HARD_SECONDS = env.int("DOCUMENT_HARD_SECONDS", default=150)
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000")  # what QR codes point to

# --- letters, logs -------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Reformasi <reformasi@localhost>")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"one_line": {"()": "reformasi.sending.logs.RefusalsInOneLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["one_line"],
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {  # each page of each PDF would be a line
        "fontTools": {"level": "WARNING"},
        "weasyprint.progress": {"level": "WARNING"},
    },
}
