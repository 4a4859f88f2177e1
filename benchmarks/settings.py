"""Settings of the benchmarks: the project's own; static files come from where they lie."""

from epos.settings import *  # noqa: F403
from epos.settings import STORAGES

DEBUG = False
ALLOWED_HOSTS = ["*"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False  # as in production: files are found when a process begins
ROOT_URLCONF = "benchmarks.urls"
