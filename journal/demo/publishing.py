"""What the demo organisations show to anyone: their documents, and the regulation of the journal in two versions."""

from datetime import date, datetime, time
from io import BytesIO

import typst
from django.core.files import File

from accounts.models import Appointment, Organization
from curriculum.enums import DocumentState
from curriculum.models import Curriculum, LocalAct, LocalActVersion, StudyCalendar, WorkProgram
from journal.demo.state import Place

ADDRESSES = ("tehnikum", "shkola")
REGULATION = "Положение об электронном журнале"
VERSIONS = (
    (date(2025, 9, 1), "№ 112-о от 29.08.2025", ""),
    (date(2026, 9, 1), "№ 97-о от 28.08.2026", "Отметки за письменные работы ставятся в течение семи дней."),
)
PAGE = """
#set page(paper: "a4", margin: 25mm)
#set text(lang: "ru", size: 12pt)
#align(center)[*{title}*]
Утверждено приказом {order}. Действует с {day}.

1. Журнал ведут все преподаватели и кураторы.
2. Успеваемость и посещаемость вносятся в течение одного дня после занятия.
"""


def publish(places: list[Place]) -> None:
    """Publish everything approved of each place under its address, and its local act."""
    for place, address in zip(places, ADDRESSES, strict=False):
        organization = Organization.objects.get(pk=place.id)
        organization.slug = address
        organization.save(update_fields=["slug"])
        at = datetime.combine(date(2026, 8, 31), time(12), organization.zone)
        StudyCalendar.objects.filter(academic_year__organization=organization).update(published_at=at)
        for model in (Curriculum, WorkProgram):
            approved = model.objects.filter(organization=organization, state=DocumentState.APPROVED)
            approved.update(published_at=at)
        _act(organization)


def _act(organization: Organization) -> None:
    author = Appointment.objects.filter(organization=organization, role="journal_admin").values("user")[:1]
    act = LocalAct.objects.create(organization=organization, title=REGULATION)
    for number, (day, order, changes) in enumerate(VERSIONS, start=1):
        text = PAGE.format(title=REGULATION, order=order, day=f"{day:%d.%m.%Y}")
        LocalActVersion.objects.create(
            act=act, number=number, file=File(BytesIO(typst.compile(text.encode())), f"{act.pk}-{number}.pdf"),
            order=order, in_force_from=day, published_at=datetime.combine(day, time(9), organization.zone),
            published_by_id=author[0]["user"], changes=changes,
        )  # fmt: skip
