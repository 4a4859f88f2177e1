"""The project's own Celery application, as the tests of real workers start it.

Beat ticks every second instead of every minutes, and a delivery can be made to stop in its middle
(`EPOS_TEST_STOP` names a file it makes there) so that a test can kill it at that very place.
"""

import os
import time
from pathlib import Path
from typing import Any

from epos.celery import app

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0


def stop_in(module: Any, name: str) -> None:
    """Let the function do its work, then wait to be killed."""
    real = getattr(module, name)

    def stopped(*args: Any, **values: Any) -> Any:
        result = real(*args, **values)
        Path(os.environ["EPOS_TEST_STOP"]).touch()
        time.sleep(120)
        return result

    setattr(module, name, stopped)


@app.on_after_finalize.connect
def arrange_stop(**_arguments: Any) -> None:
    from django.core.mail.backends.filebased import EmailBackend

    from notifications.registry import registry
    from notifications.services import obligations, outbox

    # A teacher owes more than their lessons; the tests count what is told of these
    registry.obligations = {"lesson_filled": registry.obligations["lesson_filled"]}
    match os.environ.get("EPOS_TEST_STOP_IN"):
        case "delivery":
            stop_in(outbox, "finish")
        case "check":
            stop_in(obligations, "queue_reminders")
        case "mail":
            stop_in(EmailBackend, "send_messages")
