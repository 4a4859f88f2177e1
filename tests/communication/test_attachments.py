"""Files sent with questions and answers: what is taken, who is given them, what becomes of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.audit import Trace
from accounts.holdings import Forgotten
from accounts.models import AccessRecord, User
from accounts.services.access_log import empty_queue
from communication.models import Attachment, Question
from communication.personal import erase_questions
from communication.services.attachments import sweep_files
from communication.services.questions import close_question, forget_closed
from tests.accounts.memory_queue import MemoryQueue
from tests.accounts.test_access_log import waiting
from tests.communication.conftest import College
from tests.factories import NOW, UserFactory

__all__ = ["waiting"]
pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0" + b"0" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n" + b"0" * 40 + b"\n%%EOF\n"
PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    on_disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": on_disk}
    return tmp_path


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def sent(*files: tuple[str, bytes]) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, content) for name, content in files]


def ask(college: College, *files: tuple[str, bytes], status: int = 302) -> Any:
    told = {"text": "Не видно отметок", "organization": college.organization.pk, "key": uuid4()}
    answer = client(college.parent).post(reverse("communication:help"), told | {"attached": sent(*files)})
    assert answer.status_code == status, answer.context["form"].errors
    return answer


def address(file: Attachment) -> str:
    return reverse("communication:attachment", args=[file.question_id, file.pk])


def kept(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if path.is_file()]


def test_a_screenshot_is_kept_apart_and_given_to_both_sides_only(
    college: College, make_college: Any, place: Path
) -> None:
    name = "C:\\Мои\\<b>Экран Иванова</b>.PNG.html"
    ask(college, (name, PNG), ("лист.pdf", PDF), ("фото.jpeg", JPG))
    question = Question.objects.get()
    pictures = list(question.attachments.order_by("pk"))
    assert [(file.kind, file.size) for file in pictures] == [("png", len(PNG)), ("pdf", len(PDF)), ("jpg", len(JPG))]
    assert len(kept(place)) == 3
    assert all("Иванов" not in path.name and path.stat().st_mode & 0o077 == 0 for path in kept(place))
    page = client(college.helper).get(reverse("communication:question", args=[question.pk])).content.decode()
    assert page.count("<img") == 2
    answer = client(college.helper).get(address(pictures[0]))
    assert b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert client(college.parent).get(address(pictures[1])).status_code == 200
    for stranger in (college.teacher, make_college().helper, UserFactory.create()):
        assert client(stranger).get(address(pictures[0])).status_code == 404
    other = college.ask()
    assert (
        client(college.parent).get(reverse("communication:attachment", args=[other.pk, pictures[0].pk])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("экран.png", PAGE)], "экран.png"),
        ([("экран.png", PNG[:20])], "экран.png"),
        ([("вирус.svg", b"<svg onload=alert(1)>")], "вирус.svg"),
        ([("большой.pdf", PDF + b"0" * 5 * 1024 * 1024)], "5 МБ"),
        ([("экран.png", PNG)] * 4, "3"),
    ],
)
def test_what_may_not_be_kept_is_refused_and_nothing_is_asked(
    college: College, place: Path, files: list[tuple[str, bytes]], words: str
) -> None:
    answer = ask(college, *files, status=400)
    assert words in " ".join(answer.context["form"].errors["attached"])
    assert not Question.objects.exists()
    assert kept(place) == []


def test_files_go_with_answers_and_stay_in_their_place(college: College) -> None:
    question = college.ask()
    for user in (college.helper, college.parent):
        told = {"text": "Вот так", "attached": sent(("экран.png", PNG))}
        assert client(user).post(reverse("communication:question", args=[question.pk]), told).status_code == 302
    thread = client(college.parent).get(reverse("communication:question", args=[question.pk])).context["thread"]
    assert [len(entry.files) for entry in thread.entries] == [1, 1]
    assert (thread.files, thread.said) == ((), 1)


def test_files_go_when_their_question_or_their_author_is_forgotten(
    college: College, place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    ask(college, ("экран.png", PNG))
    question = Question.objects.get()
    close_question(actor=college.parent, now=NOW, question_id=question.pk)
    with django_capture_on_commit_callbacks(execute=True):
        forget_closed(now=NOW + timedelta(days=500))
    assert (kept(place), Attachment.objects.count()) == ([], 0)
    ask(college, ("экран.png", PNG))
    with django_capture_on_commit_callbacks(execute=True):
        erase_questions(Forgotten(college.parent, (college.parent.full_name,), ()), Trace(college.helper, NOW))
    assert (kept(place), Attachment.objects.count()) == ([], 0)


def test_a_file_that_nothing_names_is_swept_the_next_night(college: College, place: Path) -> None:
    ask(college, ("экран.png", PNG))
    (path,) = kept(place)
    stray = path.with_name("stray.png")
    stray.write_bytes(PNG)
    assert sweep_files(now=NOW - timedelta(days=400)) == 0
    assert sweep_files(now=NOW + timedelta(days=400)) == 1
    assert kept(place) == [path]


def test_who_takes_the_file_of_another_is_in_the_log_of_accesses(college: College, waiting: MemoryQueue) -> None:
    ask(college, ("экран.png", PNG))
    for user in (college.parent, college.helper):
        assert client(user).get(address(Attachment.objects.get())).status_code == 200
    empty_queue(waiting)
    assert [(row.user_id, row.subject_id) for row in AccessRecord.objects.all()] == [
        (college.helper.pk, college.parent.pk)
    ]
