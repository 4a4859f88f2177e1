"""The contingent's places in the top bar, and how people belong to organisations."""

from accounts.menu import register_tie
from contingent.access import diary_students, employments

register_tie(lambda user, on: employments(user, on).values("organization"))
register_tie(lambda user, on: diary_students(user, on).values("organization"))
