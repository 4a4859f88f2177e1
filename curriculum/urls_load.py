"""Addresses of calendar study schedules, courses of the year and the load."""

from django.urls import path

from curriculum.views import study_calendars

load_patterns = [
    path("calendars/", study_calendars.calendars, name="calendars"),
    path("calendars/save/", study_calendars.save, name="calendars_save"),
    path("calendars/publish/", study_calendars.publish, name="calendars_publish"),
    path("calendars/print/", study_calendars.paper, name="calendars_print"),
    path("calendars/calendar.xlsx", study_calendars.workbook, name="calendars_workbook"),
]
