"""The task queue. Each room's ``tasks.py`` is found by itself; the schedule is in settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epos.settings")

app = Celery("epos")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
