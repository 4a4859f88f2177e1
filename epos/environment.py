"""Every environment variable the project reads, read in one place.

``VARIABLES`` is the list that the deployment files are tested against: a setting that is not
declared here cannot be read, and one that production needs cannot be forgotten in compose.
"""

import os
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Variable:
    purpose: str
    default: str = ""
    required_in_production: bool = False


VARIABLES = {
    "EPOS_MODE": Variable("`production` or `local` (one's own machine: embedded servers, plain HTTP)", "local"),
    "EPOS_DEMO": Variable("1: demo college; mail is caught and shown on a page, never sent", "0"),
    "EPOS_DEBUG": Variable("1: Django's debug pages; only on one's own machine", "0"),
    "EPOS_DATA_DIR": Variable("folder of the embedded servers, logs and collected static files"),
    "EPOS_SECRET_KEY": Variable("key that signs sessions", required_in_production=True),
    "EPOS_SECRET_KEY_FALLBACKS": Variable("former keys, between spaces: what they signed and sealed holds"),
    "EPOS_BEHIND_PROXY": Variable("1: a proxy of ours ends TLS and replaces X-Forwarded-For and -Proto", "0"),
    "EPOS_ALLOWED_HOSTS": Variable("host names, separated by commas", required_in_production=True),
    "EPOS_TIME_ZONE": Variable("zone in which lessons and deadlines are counted", "Asia/Yekaterinburg"),
    "EPOS_PORT": Variable("port of the demo's pages; another is picked when it is taken", "8000"),
    "EPOS_STATIC_ROOT": Variable("folder of collected static files"),
    "EPOS_FILES_ROOT": Variable("folder of files that people attach: private, kept, in the backup"),
    "EPOS_PGBOUNCER": Variable("1: connections go through PgBouncer in transaction mode", "0"),
    "EPOS_EMAIL_BACKEND": Variable("dotted path of the mail backend", "django.core.mail.backends.smtp.EmailBackend"),
    "EPOS_EMAIL_HOST": Variable("mail server", "localhost"),
    "EPOS_EMAIL_PORT": Variable("its port", "25"),
    "EPOS_EMAIL_USER": Variable("its user"),
    "EPOS_EMAIL_PASSWORD": Variable("its password"),
    "EPOS_EMAIL_TLS": Variable("1: STARTTLS", "0"),
    "EPOS_EMAIL_FROM": Variable("sender of messages", "epos@localhost"),
    "EPOS_PUBLIC_URL": Variable(
        "address people open the system by, https://…: links in mails lead there", required_in_production=True
    ),
    "EPOS_CONTINGENT_URL": Variable("feed of ИС «Контингент»: https://… or file:///… of a folder of files"),
    "EPOS_CONTINGENT_TOKEN": Variable("token that opens it"),
    "EPOS_STAFF_URL": Variable("feed of the staff source: https://… or file:///… of a folder of files"),
    "EPOS_STAFF_TOKEN": Variable("token that opens it"),
    "EPOS_DESK_URL": Variable("the developer's support desk (X6): https://…; unset: questions are not passed on"),
    "EPOS_DESK_TOKEN": Variable("token that opens it"),
    "EPOS_OIDC_GOSUSLUGI_URL": Variable("parents' sign-in (X3): issuer of the provider, https://…; unset: not offered"),
    "EPOS_OIDC_GOSUSLUGI_CLIENT_ID": Variable("the journal's identifier there"),
    "EPOS_OIDC_GOSUSLUGI_SECRET": Variable("its secret"),
    "EPOS_OIDC_RSAAG_URL": Variable("students' sign-in (X4): issuer of the provider, https://…; unset: not offered"),
    "EPOS_OIDC_RSAAG_CLIENT_ID": Variable("the journal's identifier there"),
    "EPOS_OIDC_RSAAG_SECRET": Variable("its secret"),
    "EPOS_OIDC_SCOPES": Variable("what is asked of both providers, separated by spaces", "openid profile email"),
    "EPOS_OIDC_CONTINGENT_CLAIM": Variable("claim that holds a person's number in the contingent", "contingent_id"),
    "EPOS_STAFF_SECOND_FACTOR": Variable(
        "1: directors and journal administrators must have a second factor; unset: in production only"
    ),
    "EPOS_LOG_LEVEL": Variable("level of the project's log", "INFO"),
    "DATABASE_URL": Variable("postgres://…; unset: the embedded server", required_in_production=True),
    "REDIS_URL": Variable("redis://…/0; unset: the embedded server", required_in_production=True),
}


def read(name: str) -> str:
    """Return the variable's value or its default; refuse to start production without a required one."""
    variable = VARIABLES[name]
    value = os.environ.get(name, "").strip() or variable.default
    if not value and variable.required_in_production and os.environ.get("EPOS_MODE") == "production":
        raise ImproperlyConfigured(f"Set {name}: {variable.purpose}.")
    return value


def is_on(name: str) -> bool:
    """Return whether a yes-or-no variable is switched on."""
    return read(name).lower() in {"1", "true", "yes", "on"}
