"""Settings of the benchmarks: the project's own; static files come from where they lie."""

from epos.settings import *  # noqa: F403
from epos.settings import STORAGES

DEBUG = False
ALLOWED_HOSTS = ["*"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ROOT_URLCONF = "benchmarks.urls"
