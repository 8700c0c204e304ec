"""Settings of every installation. The environment is read here and in the files beside, only."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

from scp_centre.centre.translation.messages import LANGUAGES as SPOKEN
from scp_centre.roles import ROLES
from scp_centre.settings.installation import data_folder
from scp_centre.settings.kept_secrets import kept_secret

PACKAGE = Path(__file__).resolve().parents[1]
DATA = data_folder()


def secret_key() -> str:
    """Return the key of this installation; it is made at set-up and never in the repository."""
    if key := os.environ.get("SCP_SECRET_KEY"):
        return key
    return kept_secret(DATA / "secret_key", lambda: secrets.token_urlsafe(64))


def database() -> dict[str, object]:
    """Return the database: SCP_DATABASE_URL (postgresql://…), else the embedded one."""
    url = os.environ.get("SCP_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "centre.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": 5} | dict(parse_qsl(parts.query)),  # sslmode and the like
    }


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
    "scp_centre.centre.limits",
    "scp_centre.centre.faults",
    "scp_centre.centre.registry",
    "scp_centre.centre.audit",
    "scp_centre.centre.evidence",
    "scp_centre.centre.jobs",
    "scp_centre.centre.deliveries",
    "scp_centre.centre.sent_forms",
    "scp_centre.centre.signing",
    "scp_centre.centre.pages",
    "scp_centre.centre.disclosure",
    "scp_centre.centre.public_site",
    "scp_centre.centre.year_report",
    "scp_centre.centre.roles",
    "scp_centre.centre.search",
    *ROLES,
    "scp_centre.interfaces.web",
]
MESSAGE_STORAGE = "scp_centre.interfaces.web.notices.NoticeStorage"
MIDDLEWARE = [
    "scp_centre.interfaces.web.availability.HealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scp_centre.interfaces.web.response_caching.HeadersOnly",
    "scp_centre.interfaces.web.response_caching.Compression",
    "scp_centre.interfaces.api.problems.ProblemsOfTheApi",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "scp_centre.interfaces.web.response_caching.Revalidation",
    "scp_centre.interfaces.web.middleware.PersonsLanguage",
    "scp_centre.interfaces.web.middleware.PlainAddresses",
    "allauth.account.middleware.AccountMiddleware",
    "scp_centre.interfaces.web.middleware.SessionsSeen",
    "scp_centre.interfaces.web.middleware.FirstRun",
    "scp_centre.interfaces.web.middleware.DownloadsLogged",
    "scp_centre.interfaces.web.sent_forms.FormsOnce",
    "scp_centre.interfaces.web.middleware.RefusedForms",
    "scp_centre.interfaces.web.middleware.WordsForErrors",
    "scp_centre.interfaces.web.middleware.ContentSecurityPolicy",
]
ROOT_URLCONF = "scp_centre.interfaces.web.urls"
WSGI_APPLICATION = "scp_centre.interfaces.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of apps: allauth has pages of the same names, which ours take the place of.
        "DIRS": [PACKAGE / "centre/pages/templates", PACKAGE / "interfaces/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scp_centre.interfaces.web.context.centre",
            ],
            "builtins": [
                "scp_centre.centre.pages.templatetags.page_elements",
                "scp_centre.centre.pages.templatetags.address_of",
            ],
        },
    }
]


MAIL_PORTS = {"smtp": 587, "smtps": 465, "smtp-plain": 25}


def mail() -> dict[str, object]:
    """Return the mail server by SCP_SMTP_URL; without one, letters are printed on the console.

    smtp:// is encrypted by STARTTLS (port 587), smtps:// from the first byte (465), smtp-plain://
    not at all (25; for a server on the same machine).
    """
    url = urlparse(os.environ.get("SCP_SMTP_URL", ""))
    if not url.hostname:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.scheme not in MAIL_PORTS:
        raise ImproperlyConfigured(
            f"SCP_SMTP_URL begins with {url.scheme}://. Use smtp://, smtps:// or smtp-plain://."
        )
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or MAIL_PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = secret_key()
globals().update(mail())
DEFAULT_FROM_EMAIL = os.environ.get("SCP_MAIL_FROM", "centre@localhost")
# A connection that the database ended meanwhile is noticed before it is used again.
DATABASES = {"default": database() | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "registry.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "scp_centre.centre.registry.passwords.PersonalPasswordValidator"},
    {"NAME": "scp_centre.centre.registry.passwords.CommonCoreValidator"},
    {"NAME": "scp_centre.centre.registry.passwords.MonotonousPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 4 * 3600  # seconds that the link of a forgotten password lasts
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "scp_centre.interfaces.web.own_account.adapter.CentreAccounts"
ACCOUNT_FORMS = {
    "login": "scp_centre.interfaces.web.own_account.forms.SignInForm",
    "change_password": "scp_centre.interfaces.web.own_account.forms.ChangePasswordForm",
    "reset_password": "scp_centre.interfaces.web.own_account.forms.ForgottenPasswordForm",
    "reset_password_from_key": "scp_centre.interfaces.web.own_account.forms.NewPasswordForm",
    "reauthenticate": "scp_centre.interfaces.web.own_account.forms.PasswordAgainForm",
}
MFA_ADAPTER = "scp_centre.interfaces.web.own_account.adapter.CentreSecondFactor"
MFA_FORMS = {
    "authenticate": "scp_centre.interfaces.web.own_account.forms.CodeForm",
    "reauthenticate": "scp_centre.interfaces.web.own_account.forms.CodeAgainForm",
    "activate_totp": "scp_centre.interfaces.web.own_account.forms.FirstCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to strangers
# A token of Django's own: that of the library would add second addresses to a person.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
# The library counts in the memory of one process and holds right sign-ins back; ours are in
# interfaces/web/own_account/attempts.py.
ACCOUNT_RATE_LIMITS = False
SECURITY_LOG_DAYS = int(os.environ.get("SCP_SECURITY_LOG_DAYS", "365"))
MOST_STREAMS = 150  # screens in rooms that a server keeps a line to; further ones ask again
MOST_STREAMS_OF_ROOM = 100
# After so many days the names of the people of a workshop are forgotten (scp-centre tidy).
TRAINING_KEEP_DAYS = int(os.environ.get("SCP_TRAINING_KEEP_DAYS", "730"))
# Requests for an assessment are forgotten so many days after they were answered, or at the latest
# after so many days (scp-centre tidy). The form says so.
REQUEST_KEEP_DAYS = int(os.environ.get("SCP_REQUEST_KEEP_DAYS", "90"))
REQUEST_KEEP_DAYS_OPEN = int(os.environ.get("SCP_REQUEST_KEEP_DAYS_OPEN", "365"))
PUBLIC_ADDRESS = os.environ.get("SCP_PUBLIC_ADDRESS", "")  # https://centre.example, where one is
ROOM_ADDRESS = os.environ.get("SCP_ROOM_ADDRESS", "")  # what phones in the room type in
# Nearness of meaning beside words in the search; a small machine does without it.
SEARCH_PATIENCE = 0.15  # seconds that an answer waits for the sentence model; None: all it takes
KEEP_PAGES_SECONDS = 60  # that a whole page is kept for readers who are not signed in; 0: never
SEARCH_COUNT_SECONDS = 2  # that questions wait before they are counted in the database
SEARCH_MEANING = os.environ.get("SCP_MEANING", "on") == "on"
# Hosts of the own network that may be harvested all the same: centre.local:8000,…
FETCH_ALSO = [h for h in os.environ.get("SCP_FETCH_ALSO", "").split(",") if h]
# Whether links of items are looked at every fortnight.
WATCH_LINKS = os.environ.get("SCP_WATCH_LINKS", "on") == "on"
API_RATE = "1200/m"
MOST_JOBS_AT_ONCE = 20  # of one person, waiting or running
MOST_INVITATIONS_A_DAY = 100  # of one person
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "scp-centre"
USERSESSIONS_TRACK_ACTIVITY = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en"
LANGUAGES = list(SPOKEN.items())
LOCALE_PATHS = [DATA / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
TYPEFACE = DATA / "typeface"  # cut when the server starts
STATICFILES_DIRS = [("typeface", TYPEFACE)]
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "scp_centre.centre.installation.file_storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
LARGEST_UPLOAD = 10 * 1024**2
# All that a reading process of foreign files gets to know of us: what Python needs to start.
READING_ENVIRONMENT = {
    name: os.environ[name]
    for name in ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    if name in os.environ
}

# Unexpected errors go to standard error with their number (centre/faults), without the values that
# Django's own report of them would show.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "scp_centre": {"handlers": ["stderr"], "level": "INFO"},
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

CSRF_FAILURE_VIEW = "scp_centre.interfaces.web.views.stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SAMPLE_CENTRE = False
