"""Addresses of the contingent."""

from django.urls import include, path

from contingent.views import appointments, bulk, imports, lists, people, people_new

app_name = "contingent"
urlpatterns = [
    path("contingent/", include("contingent.urls_personal")),
    path("contingent/", include("contingent.urls_sync")),
    path("contingent/appointments/", appointments.appointments, name="appointments"),
    path("contingent/appointments/new/", appointments.give, name="appointment_give"),
    path("contingent/appointments/<int:appointment>/", appointments.appointment, name="appointment"),
    path("contingent/changes/", bulk.actions, name="bulk_actions"),
    path("contingent/changes/new/", bulk.prepare, name="bulk"),
    path("contingent/changes/new/apply/", bulk.apply, name="bulk_apply"),
    path("contingent/changes/<int:action>/", bulk.action_page, name="bulk_action"),
    path("contingent/changes/<int:action>/undo/", bulk.undo, name="bulk_undo"),
    path("contingent/credentials/", include("contingent.urls_credentials")),
    path("contingent/groups/", include("contingent.urls_groups")),
    path("contingent/imports/", imports.imports, name="imports"),
    path("contingent/imports/sample.xlsx", imports.sample, name="import_sample"),
    path("contingent/imports/template.xlsx", imports.template, name="import_template"),
    path("contingent/imports/<int:batch>/", imports.batch_page, name="import_batch"),
    path("contingent/imports/<int:batch>/apply/", imports.apply, name="import_apply"),
    path("contingent/imports/<int:batch>/discard/", imports.discard, name="import_discard"),
    path("contingent/imports/<int:batch>/rejected.xlsx", imports.rejected, name="import_rejected"),
    path("contingent/imports/<int:batch>/remarks.xlsx", imports.remarks, name="import_remarks"),
    path("contingent/imports/<int:batch>/undo/", imports.undo, name="import_undo"),
    path("contingent/people/<int:user>/", people.card, name="person"),
    path("contingent/people/<int:user>/edit/", people.edit, name="person_edit"),
    path("contingent/representatives/", lists.representatives, name="representatives"),
    path("contingent/representatives.xlsx", lists.representatives_workbook, name="representatives_workbook"),
    path("contingent/sign-ins/", include("contingent.urls_sign_ins")),
    path("contingent/staff/", lists.staff, name="staff"),
    path("contingent/staff/new/", people_new.add_employee, name="add_employee"),
    path("contingent/staff.xlsx", lists.staff_workbook, name="staff_workbook"),
    path("contingent/students/", lists.students, name="students"),
    path("contingent/students/new/", people_new.add_student, name="add_student"),
    path("contingent/students/<int:student>/representative/", people_new.add_representative, name="add_representative"),
    path("contingent/students.xlsx", lists.students_workbook, name="students_workbook"),
]
