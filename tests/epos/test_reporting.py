"""The log names kinds and places of errors, nobody's name."""

import logging
from io import StringIO
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from accounts.models import User
from epos.reporting import PlacesOnly
from tests.factories import UserFactory


@pytest.fixture
def written() -> Any:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlacesOnly("%(levelname)s %(message)s"))
    logger = logging.getLogger("tests.reporting")
    logger.addHandler(handler)
    yield stream, logger
    logger.removeHandler(handler)


def break_rule() -> None:
    with transaction.atomic():
        User.objects.create(username="ёлкина", last_name="Ёлкина")


@pytest.mark.django_db
def test_a_refusal_of_the_database_is_told_without_its_values(written: Any) -> None:
    stream, logger = written
    UserFactory(username="ёлкина")
    try:
        break_rule()
    except IntegrityError as error:
        assert "ёлкина" in str(error)
        logger.exception("Internal Server Error: %s", "/people/")
        logger.error(
            "Task %(name)s raised: %(exc)s\n%(traceback)s", {"name": "x", "exc": repr(error), "traceback": str(error)}
        )
        logger.error("failed: %s", error)
    told = stream.getvalue()
    assert "ёлкина" not in told.lower()
    assert "django.db.utils.IntegrityError" in told
    assert "UniqueViolation (23505 accounts_user_username_key)" in told
    assert "tests/epos/test_reporting.py" in told
    assert "break_rule" in told


def test_the_web_and_the_worker_write_by_it() -> None:
    made = [import_string(form["()"]) for form in settings.LOGGING["formatters"].values()]
    assert made == [PlacesOnly]
    root, handlers = logging.getLogger(), list(logging.getLogger().handlers)
    try:
        from epos.celery import app

        assert isinstance(app, Celery)
        app.log.setup(logging.INFO)
        ours = [handler for handler in root.handlers if handler not in handlers]
        assert ours
        assert all(isinstance(handler.formatter, PlacesOnly) for handler in ours)
        for name in ("celery", "celery.task"):
            assert all(isinstance(handler, logging.NullHandler) for handler in logging.getLogger(name).handlers)
    finally:
        root.handlers[:] = handlers
