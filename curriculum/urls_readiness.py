"""Addresses of the preparation: readiness for the year, the new year."""

from django.urls import path

from curriculum.views import readiness, rollover

readiness_patterns = [
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness.xlsx", readiness.workbook, name="readiness_workbook"),
    path("readiness/<int:year>/terms/", readiness.terms, name="readiness_terms"),
    path("readiness/<int:year>/<slug:step>/sign/", readiness.sign, name="readiness_sign"),
    path("readiness/<int:year>/<slug:step>/take-back/", readiness.take_back, name="readiness_take_back"),
    path("readiness/<int:year>/<slug:step>/<slug:lack>/", readiness.lacking, name="readiness_lacking"),
    path("rollover/", rollover.rollover, name="rollover"),
    path("rollover/<int:action>/", rollover.made, name="rollover_made"),
    path("rollover/<int:action>/undo/", rollover.undo, name="rollover_undo"),
]
