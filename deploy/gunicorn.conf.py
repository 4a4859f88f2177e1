"""How gunicorn serves the pages, in the demo and in production alike."""

import os
from typing import Any

wsgi_app = "epos.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 120
graceful_timeout = 20
control_socket_disable = True
accesslog = "-"
logger_class = "epos.requests_log.PathsOnly"
# The path without its query and without the visitor: a search asks for people's names.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(M)sms"


def post_worker_init(worker: Any) -> None:
    """Read the views, the words and the templates before the first visitor comes, who would wait for them."""
    from epos.warm import warm

    warm()
