"""Addresses of the contingent."""

from django.urls import include, path

from contingent.views import imports, students

app_name = "contingent"
urlpatterns = [
    path("contingent/imports/", imports.imports, name="imports"),
    path("contingent/imports/sample.xlsx", imports.sample, name="import_sample"),
    path("contingent/imports/template.xlsx", imports.template, name="import_template"),
    path("contingent/imports/<int:batch>/", imports.batch_page, name="import_batch"),
    path("contingent/imports/<int:batch>/apply/", imports.apply, name="import_apply"),
    path("contingent/imports/<int:batch>/discard/", imports.discard, name="import_discard"),
    path("contingent/imports/<int:batch>/rejected.xlsx", imports.rejected, name="import_rejected"),
    path("contingent/imports/<int:batch>/remarks.xlsx", imports.remarks, name="import_remarks"),
    path("contingent/imports/<int:batch>/undo/", imports.undo, name="import_undo"),
    path("contingent/sign-ins/", include("contingent.urls_sign_ins")),
    path("contingent/students/", students.students, name="students"),
    path("contingent/students.xlsx", students.students_workbook, name="students_workbook"),
]
