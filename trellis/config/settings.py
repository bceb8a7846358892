"""Settings, read from the environment; every one has a default that runs on one machine.

`TRELLIS_HOME` is the folder that holds all an installation keeps. `DATABASE_URL` chooses PostgreSQL.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from trellis.accounts.providers import configured
from trellis.config import secret_key
from trellis.notices import post_office

env = environ.Env()

PACKAGE = Path(__file__).resolve().parents[1]
WEB = PACKAGE / "interfaces" / "web"
HOME = Path(env.str("TRELLIS_HOME", default="") or "var").resolve()
HOME.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("TRELLIS_DEBUG", default=False)
# The page of the parts that pages are made of is for those who develop Trellis.
PATTERNS = env.bool("TRELLIS_PATTERNS", default=DEBUG)
SECRET_KEY = env.str("TRELLIS_SECRET_KEY", default="") or secret_key.kept_in(HOME)
# Keys that were in use before: what was encrypted or signed under them can still be read.
SECRET_KEY_FALLBACKS = env.list("TRELLIS_OLD_SECRET_KEYS", default=[])
ALLOWED_HOSTS = env.list("TRELLIS_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# True where the address people use starts with https://, which it must wherever it leaves one machine.
HTTPS = env.bool("TRELLIS_HTTPS", default=set(ALLOWED_HOSTS) != {"localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = env.list("TRELLIS_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "trellis.accounts",
    "trellis.background",
    "trellis.activity",
    "trellis.schools",
    "trellis.calendars",
    "trellis.judgements",
    "trellis.screening",
    "trellis.drafts",
    "trellis.priorities",
    "trellis.intake",
    "trellis.casework",
    "trellis.interventions",
    "trellis.visits",
    "trellis.practice",
    "trellis.providers",
    "trellis.events",
    "trellis.leaders",
    "trellis.resources",
    "trellis.leadership",
    "trellis.brokering",
    "trellis.documents",
    "trellis.duties",
    "trellis.search",
    "trellis.notices",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Secrets cannot be guessed by the length of a compressed page (BREACH): Django varies the length by up to 100
    # bytes, the one token in a page is masked anew each time, and SameSite keeps other sites from asking in our name.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "trellis.config.headers.ResponseHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trellis.config.signed_out.SignInRequired",
    "trellis.interfaces.web.accounts.required.OwnPasswordRequired",
    "trellis.interfaces.web.accounts.required.SecondFactorRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "trellis.interfaces.web.govuk.faults.ToldInASentence",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "trellis.config.urls"
WSGI_APPLICATION = "trellis.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "OPTIONS": {
            "environment": "trellis.config.templates.environment",
            "context_processors": ["trellis.interfaces.web.govuk.typed.in_templates"],
        },
    },
]
FORM_RENDERER = "trellis.interfaces.web.govuk.forms.Renderer"


def _database() -> dict[str, Any]:
    if not env.str("DATABASE_URL", default=""):
        chosen: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "trellis.sqlite3"}
    else:
        try:
            chosen = env.db_url("DATABASE_URL")
        except (ValueError, KeyError, environ.ImproperlyConfigured):
            chosen = {}
    if chosen.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL is not the address of a database Trellis can use. Leave it out for SQLite, or write "
            "postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    if chosen["ENGINE"].endswith("sqlite3"):
        # Sixteen writers at once get "database is locked" with Django's own settings, and none with these.
        chosen["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
        }
        # To open the file and read its schema again takes two fifths of what a page takes.
        chosen["CONN_MAX_AGE"] = 600
    else:
        size = env.int("TRELLIS_DATABASE_POOL", default=8)
        chosen["OPTIONS"] = {
            "pool": {"min_size": 1, "max_size": size, "timeout": 10},
            # Compiling a query whose rows are few takes PostgreSQL up to a second, and running it some milliseconds
            "options": "-c jit=off",
        }
    return chosen


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "trellis.accounts.sign_in.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "start"

# Five wrong passwords for one account from one address, then a quarter of an hour's wait. Counted by account and
# address together, so that nobody can lock another person out from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_FORM_FIELD = "email"
# A school's or a town hall's people can share one address, so this one is generous: it stops one password that is
# tried on everybody.
FAILURE_LIMIT_OF_ADDRESS = 50
AXES_CLIENT_IP_CALLABLE = "trellis.accounts.sign_in.address_of"
AXES_USERNAME_CALLABLE = "trellis.accounts.sign_in.account_tried"
AXES_LOCKOUT_CALLABLE = "trellis.interfaces.web.accounts.locking.locked_out"
# What is kept of a wrong try is not what was typed: most wrong ones are nearly right.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "current", "new", "code", "answer"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# off, offered, required-for-roles or required-for-all: see `trellis.accounts.second_factor.policy`.
SECOND_FACTOR = env.str("TRELLIS_SECOND_FACTOR", default="offered")
if SECOND_FACTOR not in ("off", "offered", "required-for-roles", "required-for-all"):
    raise ImproperlyConfigured(
        f"TRELLIS_SECOND_FACTOR is “{SECOND_FACTOR}”: it can be off, offered, required-for-roles or required-for-all."
    )
# The domain that security keys are made for: the name of the host that is asked, unless the pages have several.
SECURITY_KEY_DOMAIN = env.str("TRELLIS_SECURITY_KEY_DOMAIN", default="")
try:
    PROVIDERS = configured.read(os.environ)
except configured.BadProvider as error:
    raise ImproperlyConfigured(str(error)) from error

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-trellis" if HTTPS else "trellis"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "trellis.interfaces.web.accounts.views.form_expired"
BEHIND_PROXY = env.bool("TRELLIS_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS and env.bool("TRELLIS_HTTPS_REDIRECT", default=True)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The hash is of the one line that the GOV.UK page template has within it.
        "script-src": [SELF, "'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='"],
        "style-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [WEB / "govuk" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "trellis.config.static_files.Kept"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The package of the jobs that are done in the background: see `trellis.background.kinds`.
JOBS = "trellis.interfaces.tasks"
try:
    POST_OFFICE = post_office.read(os.environ)
except post_office.BadPostOffice as error:
    raise ImproperlyConfigured(str(error)) from error

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# What an authority does with the other names under its domain is not for one service to decide (W005, W021). The
# rest are settings that only make sense over https; they are set where HTTPS is.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]
