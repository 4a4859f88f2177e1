"""What the door is told by the contingent: whom each outside system signs in, and who works."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.access import administered_organizations, visible_sign_in_requests
from accounts.enums import OutsideSystem, RequestState
from accounts.menu import PEOPLE, Entry, register
from accounts.models import User
from accounts.outside import register_device_telling, register_kind, register_staff, register_telling
from common.dated import holds_on
from contingent.models import Employee, Representative, Student
from contingent.services.device_notices import post_new_device
from contingent.services.sign_in_notices import post_asked, post_linked


def representatives(on: date) -> QuerySet[Any]:
    """Whoever answers on the day for someone who studies on it, or is trusted with their diary (R12)."""
    return Representative.objects.filter(holds_on(on), holds_on(on, "student__"))


def waiting(user: User, on: date) -> Any:
    """Count the requests that wait for the user's answer."""
    rows = visible_sign_in_requests(user, on).filter(state=RequestState.OPEN).order_by().values("state")
    return Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


register(
    Entry(
        "contingent:sign_in_requests",
        _("Sign-ins"),
        position=48,
        shown=lambda user, on: Exists(administered_organizations(user, on)),
        count=waiting,
        section=PEOPLE,
    )
)
register_kind(OutsideSystem.GOSUSLUGI, representatives)
register_kind(OutsideSystem.RSAAG, lambda on: Student.objects.on(on))
register_staff(lambda on: Employee.objects.on(on))
register_telling(asked=post_asked, linked=post_linked)
register_device_telling(post_new_device)
