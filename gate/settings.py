"""The one settings file. What differs between machines comes from the environment (docs/settings.md), nothing else.

Wrong or dangerous values refuse to start, each with one sentence: see `gate/env.py`.
"""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gate import env, signing
from gate.rooms import ROOMS
from gate.schedule import BEAT_SCHEDULE
from gate.version import version

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / env.text("ENV_FILE", default=".env"))

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY")
DATA_DIR = (BASE_DIR / env.text("DATA_DIR", default="var")).resolve()
REDIS_URL = env.redis_url("REDIS_URL")
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]") if DEBUG else ())
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        sqlite_path=DATA_DIR / "gate.sqlite3",
        pool_size=env.number("DATABASE_POOL_SIZE", default=10, most=200),
    )
}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")

if not SECRET_KEY:
    raise env.Refusal("SECRET_KEY is not set; `make run` makes one for a first try, a server needs its own.")
if not DEBUG:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith(("django-insecure", "dev-")):
        raise env.Refusal("SECRET_KEY is a default or too easy to guess; set 50 random characters or more.")
    if ON_SQLITE:
        raise env.Refusal("DEBUG=0 needs PostgreSQL; set DATABASE_URL to postgres://…, SQLite is for trying out only.")
    if not REDIS_URL:
        raise env.Refusal("DEBUG=0 needs Redis; set REDIS_URL to redis://….")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise env.Refusal("DEBUG=0 needs ALLOWED_HOSTS, the names this site is called by, without a lone *.")

# Passes of trucks are signed by this key; those of former keys stay good as long as their public keys are named here.
PASS_SIGNING_KEY = signing.seed("PASS_SIGNING_KEY", else_of=SECRET_KEY)
PASS_FORMER_KEYS = signing.public_keys("PASS_FORMER_KEYS")
PASS_DAYS = env.number("PASS_DAYS", default=10, least=4, most=60)
GREEN_IN_A_ROW = env.number("GREEN_IN_A_ROW", default=3, least=1, most=100)  # green trucks past an ordinary one
GREEN_SHARE = env.number("GREEN_SHARE", default=30, most=100)  # percent of an arrival window
COMPANY_SHARE = env.number("COMPANY_SHARE", default=50, least=1, most=100)  # percent of a window that others wait for
PLACES_WITHOUT_RECORD = env.number("PLACES_WITHOUT_RECORD", default=20, least=1)  # of a company that brought nobody yet
STRIKE_LADDER = env.rising("STRIKE_LADDER", default=(1, 3, 5))  # warning, shorter horizon, no windows
STRIKE_DAYS = env.number("STRIKE_DAYS", default=30, least=1, most=365)  # for so long a strike counts
STRIKE_PERCENT = env.number("STRIKE_PERCENT", default=5, most=100)  # of the places that came due; fewer lead nowhere
STRIKE_HORIZON_HOURS = env.number("STRIKE_HORIZON_HOURS", default=24, least=1, most=72)
STRIKE_OUT_DAYS = env.number("STRIKE_OUT_DAYS", default=7, least=1, most=90)  # without windows
ESTIMATE_MINUTES = env.number("ESTIMATE_MINUTES", default=5, least=1, most=60)  # between two estimates of waiting
WAITS_TOLD_BY = "estimate.reading.Kept"  # declarations/estimates.py

DATA_DIR.mkdir(parents=True, exist_ok=True)
if DEBUG:
    (DATA_DIR / "static").mkdir(exist_ok=True)

# --- Rooms and the way of a request -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
    "django_structlog",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",  # empty tables: accounts 0004 took their recovery codes over, as digests
    *ROOMS,
]
MIDDLEWARE = [
    "gate.middleware.RequestLog",
    "gate.middleware.Packed",
    "gate.middleware.Private",
    "gate.middleware.Unequipped",
    "contract.api.middleware.ReadToTheEnd",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gate.middleware.AskedByNobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.WorkingFor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gate.middleware.OwnNotFound",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "desk.middleware.WhoLooked",
]
ROOT_URLCONF = "gate.urls"
WSGI_APPLICATION = "gate.wsgi.application"
ASGI_APPLICATION = "gate.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.companies",
            ]
        },
    }
]
STATIC_URL, STATICFILES_DIRS = "/static/", [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static" if DEBUG else BASE_DIR / "staticfiles"
# A server collects and compresses its static files beforehand; while trying out they are served from where they lie.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "svgz", "woff2", "gz", "br", "zip")
MEDIA_ROOT = DATA_DIR / "media"

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = True, "Lax"
LANGUAGE_COOKIE_SECURE = not DEBUG
TIME_ZONE = "Asia/Ho_Chi_Minh"
# A bulletin's day runs from cut-off to cut-off, or from midnight to midnight (declarations/days.py).
BULLETIN_DAY = env.choice("BULLETIN_DAY", default="cut_off", among=("cut_off", "calendar"))
BULLETIN_CUT_OFF = env.clock("BULLETIN_CUT_OFF", default="20:00")

# --- Cache: shared by every web process and worker, or throttles and revoked keys would be counted one by one ---------
CACHES: dict[str, Any]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    }

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
OTP_TOTP_ISSUER = "Cửa khẩu số Lạng Sơn"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# Five failures for one name from one address, then a quarter of an hour of 429; in the database, for all processes.
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 5, 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.web.views.locked_out"
AXES_USERNAME_CALLABLE = "accounts.web.views.attempted_name"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # shown to administrators, as sign-ins are (ADR 0085)
AXES_IPWARE_PROXY_COUNT = 1 if BEHIND_PROXY else None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if BEHIND_PROXY else ["REMOTE_ADDR"]

# --- Mail: without a server for it, files in DATA_DIR/mail, one a mail ------------------------------------------------
# Links in mails are made by workers too, which no request tells the site's name.
HERE = f"http://localhost:{env.number('PORT', default=8000, least=1, most=65535)}"
SITE_URL = env.site_url("SITE_URL", default=HERE if DEBUG else f"https://{ALLOWED_HOSTS[0].removeprefix('.')}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.sender("DEFAULT_FROM_EMAIL", default=f"gate@{urlsplit(SITE_URL).hostname}")
globals().update(env.mail("EMAIL_URL", folder=DATA_DIR / "mail"))
EMAIL_TIMEOUT = 20  # seconds; a mail that was not taken is owed still
# Without a gateway nobody is offered SMS; while trying out they are lines of DATA_DIR/sms/sent.jsonl.
SMS_GATEWAY_TOKEN = env.secret("SMS_GATEWAY_TOKEN")
SMS_GATEWAY_URL = env.gateway("SMS_GATEWAY_URL", token=SMS_GATEWAY_TOKEN, may_be_clear=DEBUG)
WEBHOOK_KEY = signing.seed("WEBHOOK_KEY", else_of=SECRET_KEY)  # secrets of webhooks are made of it and kept nowhere
WEBHOOK_TO_LOOPBACK = env.flag_to_try_out("WEBHOOK_TO_LOOPBACK", trying=DEBUG)

# --- Manners of the wire ----------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "contract.api.pages.csrf_failure"
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY, CSRF_COOKIE_SAMESITE = True, "Lax"
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside the house, where there is no TLS
SECURE_HSTS_SECONDS = 0 if DEBUG else env.number("HSTS_SECONDS", default=31_536_000, least=60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a dossier of 100 vehicles typed as one form
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "base-uri": [NONE], "frame-ancestors": [NONE], "script-src": [SELF], "style-src": [SELF],
        "img-src": [SELF], "font-src": [SELF], "connect-src": [SELF], "manifest-src": [SELF], "form-action": [SELF],
    }
}  # fmt: skip

# --- The HTTP contract ------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is answered 405: the schema says what there is
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["contract.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["contract.api.throttle.WriteThrottle"],
    "DEFAULT_SCHEMA_CLASS": "contract.api.schema.ContractAutoSchema",
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "contract.api.problems.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
API_WRITES_PER_MINUTE = env.number("API_WRITES_PER_MINUTE", default=600, most=1_000_000)
PLACE_FACTS_SECONDS = 3  # so long a process may still examine by the former hours, stops and modes of a gate
SPECTACULAR_SETTINGS = {
    "TITLE": "Digital border gate",
    "DESCRIPTION": "Declare a truck, work its checks, follow it through the gate, read the day's bulletin.",
    "VERSION": version(BASE_DIR / "CHANGELOG.md"),
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}},
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "OAS_VERSION": "3.1.0",  # what pydantic writes
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Work in the background -------------------------------------------------------------------------------------------
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A task whose worker died is given to another one after this time; it stays above the hard limit of any task.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 900}
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "gate.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {"folder": str(DATA_DIR / "broker")}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 800
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# --- Logs -------------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "gate.logs.configure"
LOGGING = {"level": env.choice("LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR"))}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request, at its end
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = False
