"""Addresses of calendar study schedules, courses of the year and the load."""

from django.urls import path

from curriculum.views import courses, load, load_import, study_calendars

load_patterns = [
    path("calendars/", study_calendars.calendars, name="calendars"),
    path("calendars/save/", study_calendars.save, name="calendars_save"),
    path("calendars/publish/", study_calendars.publish, name="calendars_publish"),
    path("calendars/print/", study_calendars.paper, name="calendars_print"),
    path("calendars/calendar.xlsx", study_calendars.workbook, name="calendars_workbook"),
    path("courses/", courses.courses, name="courses"),
    path("courses/form/", courses.form, name="courses_form"),
    path("courses/groups/<int:group>/", courses.group, name="courses_group"),
    path("courses/groups/<int:group>/regroup/", courses.regroup, name="courses_regroup"),
    path("courses/actions/<int:action>/undo/", courses.undo, name="courses_undo"),
    path("load/", load.load, name="load"),
    path("load/save/", load.save, name="load_save"),
    path("load/hand-over/", load.handing_over, name="load_hand_over"),
    path("load/history/<int:course>/", load.history, name="load_history"),
    path("load/import/", load_import.load_import, name="load_import"),
    path("load/load.xlsx", load.workbook, name="load_workbook"),
]
