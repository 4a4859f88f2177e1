"""Addresses of curricula."""

from django.urls import path

from curriculum.views import individual_plans, plan_editor, plan_groups, plan_import, plans

plan_patterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/import/", plan_import.load, name="plan_import"),
    path("plans/import/sample/<str:layout>/", plan_import.sample, name="plan_sample"),
    path("plans/import/<int:action>/undo/", plan_import.undo, name="plan_import_undo"),
    path("plans/individual/", individual_plans.individual_plans, name="individual_plans"),
    path("plans/individual/new/", individual_plans.new, name="individual_plan_new"),
    path("plans/individual/<int:plan>/", individual_plans.individual_plan, name="individual_plan"),
    path("plans/bindings/<int:binding>/end/", plan_groups.unbind, name="plan_unbind"),
    path("plans/<int:plan>/", plan_editor.plan, name="plan"),
    path("plans/<int:plan>/save/", plan_editor.save, name="plan_save"),
    path("plans/<int:plan>/subject/", plan_editor.subject, name="plan_subject"),
    path("plans/<int:plan>/subjects/", plan_editor.subjects, name="plan_subjects"),
    path("plans/<int:plan>/terms/", plans.terms, name="plan_terms"),
    path("plans/<int:plan>/rules/", plans.rules, name="plan_rules"),
    path("plans/<int:plan>/approve/", plans.approve, name="plan_approve"),
    path("plans/<int:plan>/copy/", plans.copy, name="plan_copy"),
    path("plans/<int:plan>/state/", plans.state, name="plan_state"),
    path("plans/<int:plan>/groups/", plan_groups.groups, name="plan_groups"),
    path("plans/<int:plan>/file/<str:kind>/", plan_groups.file, name="plan_file"),
]
