"""Settings of the workers that the tests start: the project's own; mails go to files."""

import os

from epos.settings import *  # noqa: F403

SECRET_KEY = "of the tests"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["EPOS_TEST_MAIL"]
QUIET_NIGHTS = False
