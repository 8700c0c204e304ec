"""Settings of every installation. The environment is read here and in the files beside, only."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

from scp_centre.centre.wording.messages import LANGUAGES as SPOKEN

PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("SCP_DATA", PACKAGE.parents[1] / "data"))


def secret_key() -> str:
    """Return the key of this installation; it is made at set-up and never in the repository."""
    if key := os.environ.get("SCP_SECRET_KEY"):
        return key
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(64), "utf-8")
        path.chmod(0o600)
    return path.read_text("utf-8")


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
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
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
    "scp_centre.centre.registry",
    "scp_centre.centre.audit",
    "scp_centre.centre.evidence",
    "scp_centre.centre.jobs",
    "scp_centre.centre.signing",
    "scp_centre.roles.production",
    "scp_centre.roles.benchmarks",
    "scp_centre.roles.training",
    "scp_centre.roles.policy",
    "scp_centre.roles.clearinghouse",
    "scp_centre.interfaces.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "scp_centre.interfaces.web.public_pages.HeadersOnly",
    "scp_centre.interfaces.web.public_pages.Compression",
    "scp_centre.interfaces.api.problems.ProblemsOfTheApi",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "scp_centre.interfaces.web.public_pages.Revalidation",
    "scp_centre.interfaces.web.middleware.PersonsLanguage",
    "scp_centre.interfaces.web.middleware.PlainAddresses",
    "allauth.account.middleware.AccountMiddleware",
    "scp_centre.interfaces.web.middleware.SessionsSeen",
    "scp_centre.interfaces.web.middleware.FirstRun",
    "scp_centre.interfaces.web.middleware.WordsForErrors",
    "scp_centre.interfaces.web.middleware.ContentSecurityPolicy",
]
ROOT_URLCONF = "scp_centre.interfaces.web.urls"
WSGI_APPLICATION = "scp_centre.interfaces.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "interfaces/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scp_centre.interfaces.web.context.centre",
            ],
            "builtins": ["scp_centre.interfaces.web.templatetags.figures"],
        },
    }
]


def mail() -> dict[str, object]:
    """Return the mail server: SCP_SMTP_URL (smtp://user:password@host:587), else the console."""
    url = urlparse(os.environ.get("SCP_SMTP_URL", ""))
    if not url.hostname:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 587,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme != "smtp-plain",
        "EMAIL_TIMEOUT": 20,
    }


SECRET_KEY = secret_key()
globals().update(mail())
DEFAULT_FROM_EMAIL = os.environ.get("SCP_MAIL_FROM", "centre@localhost")
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CONN_MAX_AGE = 60
AUTH_USER_MODEL = "registry.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "scp_centre.interfaces.web.accounts.CentreAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# An office or a training room signs in from one address; what guards an account is its own limit.
ACCOUNT_RATE_LIMITS = {"login": "200/m/ip", "login_failed": "60/5m/ip,5/5m/key"}
MOST_STREAMS = 150  # screens in rooms that a server keeps a line to; further ones ask again
# After so many days the names of the people of a workshop are forgotten (scp-centre tidy).
TRAINING_KEEP_DAYS = int(os.environ.get("SCP_TRAINING_KEEP_DAYS", "730"))
PUBLIC_ADDRESS = os.environ.get("SCP_PUBLIC_ADDRESS", "")  # https://centre.example, where one is
ROOM_ADDRESS = os.environ.get("SCP_ROOM_ADDRESS", "")  # what phones in the room type in
# Nearness of meaning beside words in the search; a small machine does without it.
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
ACCOUNT_CHANGE_EMAIL = True
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
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
LARGEST_UPLOAD = 10 * 1024**2

CSRF_FAILURE_VIEW = "scp_centre.interfaces.web.views.stale_form"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SAMPLE_CENTRE = False
