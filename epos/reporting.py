"""What an error report may hold (R5: personal data stay out of logs and mails)."""

import logging
import re
import traceback
from collections.abc import ItemsView, Iterator
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

SECRET = re.compile(r"(?<=/)[\w-]{25,}(?=[/\s]|$)")
"""A part of an address that is so long is the secret of a link that opens once, not a name of a page."""


class NoPersonalDataFilter(SafeExceptionReporterFilter):
    """Hide all that was typed and every local variable: both hold names and marks."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return dict.fromkeys(tb_frame.f_locals, self.cleansed_substitute).items()


class PlacesOnly(logging.Formatter):
    """Tell of an exception its kind and where it was, never its words: PostgreSQL puts people's names there."""

    def format(self, record: logging.LogRecord) -> str:
        record = copy(record)
        record.exc_text = None
        if isinstance(record.args, dict):
            # Celery words its own messages out of the exception
            record.args = {name: _worded(name, value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_worded("", value) for value in record.args)
        return SECRET.sub("…", super().format(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(_places(ei[1]))


def _worded(name: str, value: object) -> object:
    if isinstance(value, BaseException):
        return _kind(value)
    return "…" if name in {"exc", "traceback", "return_value", "args", "kwargs"} else value


def _places(error: BaseException | None) -> Iterator[str]:
    """Yield the exception and those that led to it, the first one first."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(seen):
        yield _kind(one)
        yield from _frames(one.__traceback__)


def _kind(error: BaseException) -> str:
    """Return the exception's class; of a database's refusal also its code and constraint."""
    names = (getattr(error, "sqlstate", None), getattr(getattr(error, "diag", None), "constraint_name", None))
    told = " ".join(filter(None, names))
    return f"{type(error).__module__}.{type(error).__qualname__}" + (f" ({told})" if told else "")


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        yield f"  {'/'.join(Path(code.co_filename).parts[-3:])}:{line} {code.co_name}"
