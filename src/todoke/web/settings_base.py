"""What the settings of every site share. A site's settings module updates its namespace with it."""

from __future__ import annotations

from typing import Any

from todoke.web.config import SiteConfig
from todoke.web.database import database_of
from todoke.web.messages import compile_all, locale_paths

LANGUAGES = [("ja", "日本語"), ("en", "English")]


def base_settings(config: SiteConfig, *, apps: list[str], urls: str) -> dict[str, Any]:
    """Settings by name. Each site keeps its own cookie names: ports isolate no cookies."""
    compile_all()
    site = config.site
    return {
        "TODOKE": config,
        "SECRET_KEY": config.secret_key,
        "DEBUG": False,
        "ALLOWED_HOSTS": allowed_hosts(config),
        "ROOT_URLCONF": urls,
        "INSTALLED_APPS": ["django.contrib.contenttypes", "todoke.web", *apps],
        "DATABASES": {"default": database_of(config)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "TEMPLATES": templates(),
        "LANGUAGES": LANGUAGES,
        "LANGUAGE_CODE": "ja",
        "LANGUAGE_COOKIE_NAME": "todoke_language",
        "LOCALE_PATHS": locale_paths(),
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "Asia/Tokyo",
        "STATIC_URL": "/static/",
        "CSRF_COOKIE_NAME": f"todoke_{site}_csrf",
        "CSRF_COOKIE_SECURE": config.https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "todoke.web.error_pages.csrf_failure",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        # A form of a thousand rows is refused at its question, so it has to reach it.
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 20_000,
        "FILE_UPLOAD_TEMP_DIR": str(config.data / "tmp"),
        "LOGGING": logging_of(config),
        **mail(config),
    }


def allowed_hosts(config: SiteConfig) -> list[str]:
    host = config.base_url.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    return [host, "localhost", "127.0.0.1", "testserver"] if not config.https else [host]


def templates() -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "APP_DIRS": True,
            "OPTIONS": {"environment": "todoke.web.jinja.environment"},
        }
    ]


def mail(config: SiteConfig) -> dict[str, Any]:
    if config.mail_backend == "smtp":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": config.smtp_host,
            "EMAIL_PORT": config.smtp_port,
            "DEFAULT_FROM_EMAIL": config.mail_from,
        }
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(config.data / "mail"),
        "DEFAULT_FROM_EMAIL": config.mail_from,
    }


def logging_of(config: SiteConfig) -> dict[str, Any]:
    """To stderr; Django's request logger only says status and path, and its mails stay off."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {name: {"level": "WARNING"} for name in ("django", "httpx", "httpcore", "fido2")},
    }
