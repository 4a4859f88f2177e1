"""The task queue. Each room's ``tasks.py`` is found by itself; the schedule is in settings."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epos.settings")

app = Celery("epos")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_web_does(**told: Any) -> None:
    """Celery's own formatters would print what exceptions say."""
    from django.conf import settings

    dictConfig(settings.LOGGING)
