"""Signing in with a login and a password."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from axes.backends import AxesBackend
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.factor import FACTORS, OBLIGED
from accounts.models import Appointment, User
from common.prepared import Prepared

COLUMNS = [field.attname for field in User._meta.concrete_fields]


def person(user: int, on: date) -> Any:
    """Return the person's row, and last whether they owe a second factor on the day: obliged to one, without one."""
    roles = Appointment.objects.on(on).filter(user=OuterRef("pk"), role__in=OBLIGED)
    held = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    owes = (Q(is_superuser=True) | Exists(roles)) & ~Exists(held)
    return User.objects.filter(pk=user).annotate(owes=owes).values_list(*COLUMNS, "owes")


PERSON = Prepared(person)


class PersonBackend(AxesBackend):  # type: ignore[misc]
    """Django's own way, guarded by axes; who is signed in, asked with every request, is a prepared statement."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> Any:
        """Return whose the pair is; PermissionDenied while the login waits. Without a request nobody is at the door."""
        if request is not None:
            super().authenticate(request, username, password, **more)
        return ModelBackend.authenticate(self, request, username, password, **more)

    def get_user(self, user_id: int) -> User | None:
        """Return the person while they may sign in."""
        for *row, owes in PERSON(user_id, timezone.localdate()):
            user = User.from_db("default", COLUMNS, row)
            user.owes_factor = owes
            if self.user_can_authenticate(user):
                return user
        return None
