"""Django's settings, made from the options of `upheld.config.options`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from upheld.config import databases, logs, options, secret

OPTIONS = options.load()
SOURCE = Path(__file__).resolve().parent.parent
DATA_DIR: Path = OPTIONS["data_dir"]

DEBUG: bool = OPTIONS["debug"]
SECRET_KEY: str = OPTIONS["secret_key"] or secret.read_or_make(DATA_DIR)
SECRET_KEY_FALLBACKS: list[str] = OPTIONS["secret_key_fallbacks"]

BASE_URL: str = OPTIONS["base_url"]
_BASE = urlsplit(BASE_URL)
HTTPS = _BASE.scheme == "https"
ALLOWED_HOSTS = [_BASE.hostname or "", "localhost", "127.0.0.1", "[::1]", *OPTIONS["allowed_hosts"]]
CSRF_TRUSTED_ORIGINS = [f"{_BASE.scheme}://{_BASE.netloc}"]

ROOT_URLCONF = "upheld.config.urls"
WSGI_APPLICATION = "upheld.config.wsgi.application"
UPHELD_WIRING = "upheld.wiring.REACTIONS"

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "upheld.database",
    "upheld.i18n",
    "upheld.secrets",
    "upheld.operations",
    "upheld.outbox",
    "upheld.mail",
    "upheld.ui",
    "upheld.embedded",
    "upheld.accounts",
    "upheld.ledger",
    "upheld.contracts",
    "upheld.desk",
    "upheld.clocks",
    "upheld.escalation",
    "upheld.knowledge",
    "upheld.reports",
    "upheld.console",
    "upheld.portal",
    "upheld.public",
    "upheld.api",
]

MIDDLEWARE = [
    "upheld.config.middleware.ObservingMiddleware",
    "upheld.config.middleware.HeadersMiddleware",
    "upheld.config.middleware.BoundsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "upheld.config.middleware.PageSessions",
    "upheld.config.middleware.ReaderMiddleware",
    "upheld.config.middleware.GuardMiddleware",
    "django.middleware.common.CommonMiddleware",
    "upheld.config.middleware.PageForms",
    "upheld.config.middleware.PageMessages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "upheld.config.middleware.FormsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("upheld.i18n.template_loader.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- the database ---

DATABASES = databases.aliases(OPTIONS)
DISK_FOLDER: Path | None = None if OPTIONS["database_url"] else databases.embedded(OPTIONS).home
"""The folder of the embedded database; None for a server of one's own, whose disk cannot be read from here."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "upheld.accounts.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# --- what browsers are told ---

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS["behind_proxy"] else None
BEHIND_PROXY: bool = OPTIONS["behind_proxy"]
WEB_THREADS: int = OPTIONS["web_threads"]
X_FRAME_OPTIONS = "DENY"

# --- words and time ---

USE_I18N = USE_TZ = True
LANGUAGE_CODE: str = OPTIONS["language"]
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [SOURCE / "locale"]
# Django compares TIME_ZONE with the machine's own zone files, but the pinned package alone decides: `i18n` sets it.
TIME_ZONE = ""
ZONE_OF_STRANGERS: str = OPTIONS["time_zone"].key

# --- files, mail, limits ---

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names follow from contents, so browsers may keep what they have for long.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
UPLOAD_LIMIT: int = OPTIONS["upload_limit"]
UPLOADS_PER_TICKET: int = OPTIONS["uploads_per_ticket"]
UPLOADS_PER_ORGANISATION: int = OPTIONS["uploads_per_organisation"]
UPLOADS_TOTAL: int = OPTIONS["uploads_total"]
UPLOADS_AT_ONCE = 5
"""A request may be as big as this many of the largest attachments."""
API_RATE: int = OPTIONS["api_rate"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
MAIL_URL: str = OPTIONS["mail_url"] or f"file://{DATA_DIR / 'mail'}"
SMTP_TLS: str = OPTIONS["smtp_tls"]
MAIL_FROM: str = OPTIONS["mail_from"]
WEBHOOK_NETWORKS = OPTIONS["webhook_networks"]
BACKUP_DIR: Path = OPTIONS["backup_dir"]
ACCESS_LOG: bool = OPTIONS["access_log"]
METRICS_TOKEN: str | None = OPTIONS["metrics_token"]

LOGGING = logs.configuration(OPTIONS["log_level"], OPTIONS["log_format"])
