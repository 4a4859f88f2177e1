"""Addresses of the references."""

from django.urls import path

from curriculum.views import reference_loading, references, work_calendar

reference_patterns = [
    path("references/", references.references, name="references"),
    path("references/usual/", references.usual, name="references_usual"),
    path("references/calendar/", work_calendar.work_calendar, name="work_calendar"),
    path("references/loadings/<int:action>/undo/", reference_loading.undo, name="reference_undo"),
    path("references/<slug:name>/", references.reference, name="reference"),
    path("references/<slug:name>/workbook/", references.reference_workbook, name="reference_workbook"),
    path("references/<slug:name>/load/", reference_loading.load, name="reference_load"),
    path("references/<slug:name>/load/apply/", reference_loading.apply, name="reference_apply"),
    path("references/<slug:name>/<int:pk>/", references.row, name="reference_row"),
    path("references/<slug:name>/<int:pk>/remove/", references.remove, name="reference_remove"),
]
