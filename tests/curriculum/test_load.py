"""The load: cells that are never overwritten unseen, a change of teacher from a day on, Excel there and back (R46)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook as open_book

from accounts.audit import Trace
from curriculum.errors import NotAllowed
from curriculum.models import Course, PreparationAction, TeacherNorm, TeachingLoad
from curriculum.queries.load_grid import read_grid
from curriculum.services.courses.forming import form_courses
from curriculum.services.load.handing_over import hand_over
from curriculum.services.load.importing import import_load, undo_load
from curriculum.services.load.saving import Cell, LoadRefused, save_load, save_norm
from journal.access import taught_courses
from tests.curriculum.year_of_study import Study, make_study
from tests.factories import NOW, TODAY, EmployeeFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def study() -> Study:
    made = make_study()
    form_courses(year=made.year, trace=made.trace)
    return made


@pytest.fixture
def page(study: Study) -> Course:
    return Course.objects.get(academic_year=study.year, subject__name="Математика")


@pytest.fixture
def teacher(study: Study) -> Any:
    return EmployeeFactory(organization=study.place)


def put(study: Study, page: Course, employee: Any, value: int | None, was: int | None, term: int = 1,
        now: Any = NOW) -> Any:  # fmt: skip
    cell = Cell(page.pk, employee.pk, "theory", term, value, was)
    (answer,) = save_load(year=study.year, cells=[cell], trace=Trace(study.trace.actor, now))
    return answer


def test_a_cell_is_written_only_over_what_was_seen(study: Study, page: Course, teacher: Any) -> None:
    assert put(study, page, teacher, 34, None).is_saved
    row = TeachingLoad.objects.get()
    assert (row.hours, row.term, row.starts) == (34, 1, study.year.starts)
    assert TeachingLoad.history.filter(id=row.pk).count() == 1
    lost = put(study, page, teacher, 20, 10)
    assert (lost.is_saved, lost.now, lost.who) == (False, 34, study.trace.actor.short_name)
    assert put(study, page, teacher, 34, None).is_saved, "what is there already is as good as written"
    assert put(study, page, teacher, 20, 34).is_saved
    assert TeachingLoad.objects.get().hours == 20
    assert TeachingLoad.history.count() == 2


def test_a_load_that_has_begun_ends_and_comes_back(study: Study, page: Course, teacher: Any) -> None:
    put(study, page, teacher, 34, None)
    assert put(study, page, teacher, None, 34).is_saved
    row = TeachingLoad.objects.get()
    assert (row.hours, row.ends) == (0, TODAY - DAY)
    assert not taught_courses(teacher.user, TODAY).exists()
    assert put(study, page, teacher, 34, None).is_saved
    assert (TeachingLoad.objects.get().ends, TeachingLoad.objects.get().hours) == (None, 34)
    assert taught_courses(teacher.user, TODAY).get() == page


def test_a_change_of_teacher_moves_the_rights_on_its_day(study: Study, page: Course, teacher: Any) -> None:
    other = EmployeeFactory(organization=study.place)
    put(study, page, teacher, 34, None)
    put(study, page, teacher, 48, None, term=2)
    day = date(2026, 12, 1)
    hand_over(course=page, giver=teacher.pk, taker=other.pk, day=day, trace=study.trace)
    assert taught_courses(teacher.user, day - DAY).exists()
    assert not taught_courses(other.user, day - DAY).exists()
    assert not taught_courses(teacher.user, day).exists()
    assert taught_courses(other.user, day).get() == page
    hours = {(row.employee_id, row.term): row.hours for row in TeachingLoad.objects.all()}
    assert hours == {(teacher.pk, 1): 26, (other.pk, 1): 8, (teacher.pk, 2): 0, (other.pk, 2): 48}
    assert TeachingLoad.history.count() == 6
    with pytest.raises(LoadRefused):
        hand_over(course=page, giver=teacher.pk, taker=other.pk, day=day, trace=study.trace)


def test_only_the_administration_of_the_place_writes(study: Study, page: Course, teacher: Any) -> None:
    cell = Cell(page.pk, teacher.pk, "theory", 1, 34, None)
    for actor in (make_study().trace.actor, teacher.user):
        with pytest.raises(NotAllowed):
            save_load(year=study.year, cells=[cell], trace=Trace(actor, NOW))
    stranger = EmployeeFactory()
    with pytest.raises(LoadRefused):
        put(study, page, stranger, 34, None)
    assert not TeachingLoad.objects.exists()


def test_a_tariff_is_compared_too(study: Study, teacher: Any) -> None:
    def put_norm(value: tuple[int, str], was: Any) -> Any:
        return save_norm(year=study.year, employee=teacher.pk, value=value, was=was, trace=study.trace)

    assert put_norm((720, "1,5"), None) == (True, (720, "1.50"))
    assert put_norm((720, "1"), None) == (False, (720, "1.50"))
    assert TeacherNorm.objects.get().rate == 1.5
    with pytest.raises(LoadRefused):
        put_norm((720, "9"), (720, "1.50"))


def test_the_workbook_comes_back_and_is_undone(study: Study, page: Course, teacher: Any) -> None:
    put(study, page, teacher, 34, None)
    client = Client()
    client.force_login(study.trace.actor)
    where = f"?year={study.year.pk}"
    book = open_book(BytesIO(client.get(reverse("curriculum:load_workbook") + where).content))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[1].value.endswith("Физика"):
            row[2].value, row[6].value = teacher.user.full_name, 18
        elif row[4].value == 2 and row[1].value.endswith("Математика"):
            row[2].value, row[6].value = "Никто Н. Н.", 5
    answer = send(client, book, study)
    assert "Никто" in answer.content.decode()
    assert "errors" in answer.context and len(answer.context["errors"]) == 1
    for row in sheet.iter_rows(min_row=2):
        if row[2].value == "Никто Н. Н.":
            row[2].value = None
    answer = send(client, book, study)
    told = {"year": study.year.pk, "token": answer.context["token"], "shown": answer.context["plan"].digest}
    assert client.post(reverse("curriculum:load_import"), told).status_code == 302
    assert set(TeachingLoad.objects.values_list("course__subject__name", "hours")) == {
        ("Математика", 34),
        ("Физика", 18),
    }

    action = PreparationAction.objects.get(kind="load:import")
    undo_load(action=action, trace=study.trace)
    assert TeachingLoad.objects.filter(hours__gt=0).count() == 1
    with pytest.raises(LoadRefused):
        undo_load(action=action, trace=study.trace)


def send(client: Client, book: Any, study: Study) -> Any:
    file = BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("load.xlsx", file.getvalue())
    return client.post(reverse("curriculum:load_import"), {"year": study.year.pk, "file": upload})


def test_an_import_is_shown_again_when_the_load_has_changed(study: Study, page: Course, teacher: Any) -> None:
    row = {"at": "1", "group": "ИС-11", "subject": "математика", "teacher": teacher.user.full_name, "hours": "10",
           "kind": "", "term": "1"}  # fmt: skip
    assert import_load(year=study.year, rows=[row], shown="other", trace=study.trace) is None
    assert not TeachingLoad.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_grid_asks_as_much_for_many(study: Study, many: int, django_assert_num_queries: Any) -> None:
    for page in Course.objects.filter(academic_year=study.year)[:many]:
        put(study, page, EmployeeFactory(organization=study.place), 10, None)
    organization = study.year.organization
    with django_assert_num_queries(8):
        grid = read_grid(organization, study.year, TODAY)
    assert len(grid["loads"]) == many
    assert {(kind, term): hours for kind, term, hours in grid["courses"][0][3]} == {(0, 1): 34, (0, 2): 48}
