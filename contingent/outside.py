"""What the door is told by the contingent: whom each outside system signs in, and who works."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.enums import OutsideSystem
from accounts.outside import register_kind, register_staff, register_telling
from common.dated import holds_on
from contingent.models import Employee, Representative, Student
from contingent.services.sign_in_notices import post_asked, post_linked


def representatives(on: date) -> QuerySet[Any]:
    """Whoever answers on the day for someone who studies on it, or is trusted with their diary (R12)."""
    return Representative.objects.filter(holds_on(on), holds_on(on, "student__"))


register_kind(OutsideSystem.GOSUSLUGI, representatives)
register_kind(OutsideSystem.RSAAG, lambda on: Student.objects.on(on))
register_staff(lambda on: Employee.objects.on(on))
register_telling(asked=post_asked, linked=post_linked)
