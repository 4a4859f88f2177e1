"""A surname and its initials stay on one line wherever they are put together."""

import pytest

from accounts.models import User
from curriculum.models import Course
from journal.queries.pages import teacher_names
from tests.factories import TODAY, EmployeeFactory, TeachingLoadFactory

SPACE = "\N{NO-BREAK SPACE}"


def test_a_short_name_does_not_break() -> None:
    user = User(last_name="Шесткова-Ким", first_name="Мария", patronymic="Петровна")
    assert user.short_name == f"Шесткова-Ким{SPACE}М.{SPACE}П."
    user.patronymic = ""
    assert user.short_name == f"Шесткова-Ким{SPACE}М."


@pytest.mark.django_db
def test_names_put_together_by_the_database_do_not_break_either() -> None:
    employee = EmployeeFactory(user__last_name="Шесткова", user__first_name="Мария")
    load = TeachingLoadFactory(employee=employee)
    (course,) = Course.objects.filter(pk=load.course.pk).annotate(teachers=teacher_names(TODAY))
    assert course.teachers == [f"Шесткова{SPACE}М."]
