"""Settings of the tests: the project's own, with a throw-away database server and nothing slow."""

import os
import sys

from epos.embedded import postgres
from epos.settings import *
from epos.settings import CACHES, DATABASES, TEMPLATES
from tests.template import template

of_tests = {"NAME": os.environ.get("EPOS_TEST_DB") or "test_epos"}
if not os.environ.get("DATABASE_URL"):
    postgres.TEST.start(lambda line: print(line, file=sys.stderr))
    known = postgres.TEST.port_now()
    DATABASES["default"] |= {"PORT": known, "PASSWORD": postgres.TEST.password()}
    of_tests["TEMPLATE"] = template(postgres.TEST)
DATABASES["default"]["TEST"] = of_tests
DATABASES["default"]["CONN_MAX_AGE"] = 0

SECRET_KEY = "of the tests"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
TEMPLATES[0]["OPTIONS"] = TEMPLATES[0]["OPTIONS"] | {"debug": True}
QUIET_NIGHTS = False
ACCESS_QUEUE = "tests.accounts.memory_queue.MemoryQueue"
