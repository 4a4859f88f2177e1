"""Addresses of work programmes."""

from django.urls import path

from curriculum.views import codifier, program, program_parts, programs

program_patterns = [
    path("programs/", programs.programs, name="programs"),
    path("programs/codifiers/<int:subject>/", codifier.codifier, name="codifier"),
    path("programs/codifiers/elements/<int:element>/delete/", codifier.remove, name="codifier_delete"),
    path("programs/courses/<int:course>/make/", programs.make, name="program_make"),
    path("programs/courses/<int:course>/follow/", programs.follow, name="program_follow"),
    path("programs/courses/<int:course>/leave/", programs.leave, name="program_leave"),
    path("programs/materials/<int:material>/", program_parts.material, name="program_material"),
    path("programs/materials/<int:material>/delete/", program_parts.delete_material, name="program_material_delete"),
    path("programs/<int:program>/", program.program, name="program"),
    path("programs/<int:program>/save/", program.save, name="program_save"),
    path("programs/<int:program>/read/", program.read, name="program_read"),
    path("programs/<int:program>/state/", program.change_state, name="program_state"),
    path("programs/<int:program>/compare/", program.compare, name="program_compare"),
    path("programs/<int:program>/program.xlsx", program.workbook, name="program_workbook"),
    path("programs/<int:program>/remarks/", program_parts.remark, name="program_remark"),
    path("programs/<int:program>/remarks/<int:remark>/", program_parts.change_remark, name="program_remark_change"),
    path(
        "programs/<int:program>/topics/<uuid:topic>/materials/", program_parts.add_material,
        name="program_material_add",
    ),
]  # fmt: skip
