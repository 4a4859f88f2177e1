"""Which lessons are not filled (R57)."""

from django.db.models import Q

UNFILLED = Q(record=None) | Q(record__attendance_taken_at=None) | Q(record__topic="")
"""A lesson is filled when its topic is written and attendance has been taken."""

FILLED = Q(record__attendance_taken_at__isnull=False, record__topic__gt="")
