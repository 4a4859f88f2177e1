"""What anyone may read of an organisation, and who decides it (R3, R6)."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.audit import Trace
from accounts.enums import Role
from accounts.models import Organization
from curriculum.errors import NotAllowed, PublishingRefused
from curriculum.models import Curriculum, LocalAct, StudyCalendar, Topic, WorkProgram
from curriculum.services import publishing
from tests.factories import NOW, AppointmentFactory, TeachingLoadFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def load() -> Any:
    """A load whose organisation has an address."""
    load = TeachingLoadFactory()
    Organization.objects.filter(pk=load.course.organization_id).update(slug="kolledzh")
    load.course.organization.refresh_from_db()
    return load


@pytest.fixture
def place(load: Any) -> Organization:
    return load.course.organization  # type: ignore[no-any-return]


@pytest.fixture
def trace(place: Organization) -> Trace:
    return Trace(AppointmentFactory(organization=place, role=Role.DEPUTY).user, NOW)


def make_plan(place: Organization, name: str, **told: Any) -> Curriculum:
    defaults = {"kind": "college", "level": "spo", "intake_year": 2026, "changed_at": NOW}
    return Curriculum.objects.create(organization=place, name=name, **(defaults | told))


def approved(**told: Any) -> dict[str, Any]:
    return {"state": "approved", "approved_on": NOW.date(), **told}


def make_program(load: Any, title: str, **told: Any) -> WorkProgram:
    course = load.course
    return WorkProgram.objects.create(
        organization=course.organization, academic_year=course.academic_year, subject=course.subject,
        author=load.employee, title=title, changed_at=NOW, **told,
    )  # fmt: skip


def read(name: str, *args: Any) -> Any:
    return Client().get(reverse(f"curriculum:{name}", args=args))


def test_anyone_reads_what_is_published_and_nothing_else(load: Any, place: Organization) -> None:
    shown = make_plan(place, "Сварщик", **approved(published_at=NOW))
    hidden = make_plan(place, "Машинист", **approved())
    withdrawn_draft = make_plan(place, "Повар", published_at=NOW)
    answer = read("public", "kolledzh")
    assert answer["Cache-Control"] == "public, max-age=300"
    page = answer.content.decode()
    assert "Сварщик" in page
    assert "Машинист" not in page
    assert "Повар" not in page
    assert read("public_curriculum", "kolledzh", shown.pk).status_code == 200
    for other in (hidden, withdrawn_draft):
        assert read("public_curriculum", "kolledzh", other.pk).status_code == 404


def test_documents_of_one_organisation_are_not_under_the_address_of_another(load: Any) -> None:
    other = TeachingLoadFactory()
    plan = make_plan(other.course.organization, "Сварщик", **approved(published_at=NOW))
    program = make_program(other, "Сварка", state="approved", decided_at=NOW, published_at=NOW)
    assert read("public_curriculum", "kolledzh", plan.pk).status_code == 404
    assert read("public_program", "kolledzh", program.pk).status_code == 404
    assert read("public_calendars", "kolledzh", other.course.academic_year_id).status_code == 404


def test_without_an_address_there_are_no_public_pages(load: Any, place: Organization, trace: Trace) -> None:
    plan = make_plan(place, "Сварщик", **approved(published_at=NOW))
    publishing.set_address(organization=place.pk, address="", trace=trace)
    assert read("public", "kolledzh").status_code == 404
    assert read("public_curriculum", "kolledzh", plan.pk).status_code == 404


def test_nobody_is_named_on_a_public_page(load: Any, place: Organization, trace: Trace) -> None:
    load.employee.user.last_name = "Тайнописцева"
    load.employee.user.save()
    program = make_program(load, "Сварка", state="approved", decided_at=NOW, published_at=NOW)
    program.decided_by = trace.actor
    program.save()
    Topic.objects.create(program=program, name="Дуговая сварка", hours=2)
    page = read("public_program", "kolledzh", program.pk).content.decode()
    assert "Дуговая сварка" in page
    assert "Тайнописцева" not in page
    assert trace.actor.last_name not in page


def test_a_draft_among_the_ticked_refuses_them_all(load: Any, place: Organization, trace: Trace) -> None:
    ready, draft = make_plan(place, "Сварщик", **approved()), make_plan(place, "Машинист")
    with pytest.raises(PublishingRefused):
        publishing.publish(organization=place.pk, kind="curricula", documents=[ready.pk, draft.pk], trace=trace)
    assert not Curriculum.objects.filter(published_at__isnull=False).exists()


def test_everything_approved_is_published_with_one_press_and_withdrawn(
    load: Any, place: Organization, trace: Trace
) -> None:
    ready, draft = make_plan(place, "Сварщик", **approved()), make_plan(place, "Машинист")
    calendar = StudyCalendar.objects.create(
        academic_year=load.course.academic_year,
        group=load.course.study_group,
        weeks="T" * 40 + "V" * 12,
        changed_at=NOW,
    )
    assert publishing.publish_approved(organization=place.pk, trace=trace) == 2
    draft.refresh_from_db()
    assert draft.published_at is None
    assert "Каникулы" in read("public_calendars", "kolledzh", calendar.academic_year_id).content.decode()
    publishing.withdraw(organization=place.pk, kind="curricula", documents=[ready.pk], trace=trace)
    assert read("public_curriculum", "kolledzh", ready.pk).status_code == 404


@pytest.mark.parametrize("address", ["Колледж", "a--b", "-a", "a b", "a/b", "a_b"])
def test_an_address_that_is_none_is_refused(place: Organization, trace: Trace, address: str) -> None:
    with pytest.raises(PublishingRefused):
        publishing.set_address(organization=place.pk, address=address, trace=trace)


def test_an_address_is_one_organisation_s(place: Organization, trace: Trace) -> None:
    Organization.objects.filter(pk=TeachingLoadFactory().course.organization_id).update(slug="sosed")
    with pytest.raises(PublishingRefused):
        publishing.set_address(organization=place.pk, address="sosed", trace=trace)
    assert publishing.set_address(organization=place.pk, address=" Nash-2 ", trace=trace).slug == "nash-2"


def test_a_stranger_publishes_nothing(place: Organization) -> None:
    with pytest.raises(NotAllowed):
        publishing.publish_approved(organization=place.pk, trace=Trace(UserFactory(), NOW))


def pdf(text: bytes = b"one") -> Any:
    return SimpleUploadedFile("act.pdf", b"%PDF-1.7\n" + text + b"\n%%EOF\n")


def add_version(act: LocalAct, trace: Trace, file: Any, day: date) -> Any:
    return publishing.add_act_version(act=act, file=file, order="№ 1", in_force_from=day, changes="", trace=trace)


def test_versions_of_an_act_stay_and_the_one_in_force_is_offered(place: Organization, trace: Trace) -> None:
    act = publishing.add_act(organization=place.pk, title="Положение", trace=trace)
    assert read("public_act", "kolledzh", act.pk).status_code == 404
    today = NOW.date()
    add_version(act, trace, pdf(b"one"), today - timedelta(days=9))
    add_version(act, trace, pdf(b"two"), today + timedelta(days=4000))
    page = read("public_act", "kolledzh", act.pk).content.decode()
    assert f'btn btn-primary" href="{reverse("curriculum:public_act_file", args=["kolledzh", act.pk, 1])}"' in page
    for number, text in ((1, b"one"), (2, b"two")):
        answer = read("public_act_file", "kolledzh", act.pk, number)
        assert text in b"".join(answer.streaming_content)
        assert answer["Content-Type"] == "application/pdf"
    with pytest.raises(PublishingRefused):
        publishing.add_act(organization=place.pk, title="Положение", trace=trace)


@pytest.mark.parametrize("content", [b"<html>%%EOF", b"%PDF-1.7 torn", b""])
def test_what_is_no_pdf_is_refused(place: Organization, trace: Trace, content: bytes) -> None:
    act = publishing.add_act(organization=place.pk, title="Положение", trace=trace)
    file = BytesIO(content)
    with pytest.raises(PublishingRefused):
        add_version(act, trace, SimpleUploadedFile("act.pdf", file.getvalue()), NOW.date())
    assert not act.versions.exists()


def test_queries_do_not_grow_with_what_is_published(
    load: Any, place: Organization, django_assert_num_queries: Any
) -> None:
    def fill(n: int) -> None:
        for _ in range(n):
            number = Curriculum.objects.count()
            make_plan(place, f"Программа {number}", **approved(published_at=NOW))
            make_program(load, f"Тема {number}", state="approved", decided_at=NOW, published_at=NOW)

    fill(1)
    with django_assert_num_queries(5):
        read("public", "kolledzh")
    fill(2)
    with django_assert_num_queries(5):
        read("public", "kolledzh")
