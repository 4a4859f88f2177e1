"""Addresses of rights explained and of personal data."""

from django.urls import path

from contingent.views import access_log, keeping, personal, rights

urlpatterns = [
    path("access-log/", access_log.access_log, name="access_log"),
    path("access-log.xlsx", access_log.access_log_workbook, name="access_log_workbook"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("people/<int:user>/anonymise/", personal.person_anonymise, name="person_anonymise"),
    path("people/<int:user>/consents/", personal.consent_record, name="consent_record"),
    path("people/<int:user>/consents/<int:consent>/withdraw/", personal.consent_withdraw, name="consent_withdraw"),
    path("people/<int:user>/data/", personal.personal_data, name="personal_data"),
    path("people/<int:user>/data.xlsx", personal.personal_workbook, name="personal_workbook"),
    path("my-data/", personal.own_data, name="own_data"),
    path("my-data.xlsx", personal.own_workbook, name="own_workbook"),
    path("rights/", rights.rights, name="rights"),
    path("rights/people/<int:user>/", rights.rights_of, name="rights_of"),
    path("rights/students/<int:student>/", rights.student_readers, name="student_readers"),
]
