"""The inbox in the top bar."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Subquery, Value
from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry, register
from accounts.models import User
from notifications.access import visible_messages


def everyone(user: User, on: date) -> Any:
    """Everyone who signs in may be told something."""
    return Value(True)


def unread(user: User, on: date) -> Any:
    """Count the messages the user has not opened."""
    rows = visible_messages(user).filter(read_at=None).order_by().values("recipient")
    return Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


register(Entry("notifications:inbox", _("Messages"), position=80, shown=everyone, count=unread))
