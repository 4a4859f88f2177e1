"""The project: settings, addresses, task queue, embedded services. Nothing of the domain."""

from epos.celery import app as celery_app

__all__ = ["celery_app"]
