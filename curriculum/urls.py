"""Addresses of the curriculum."""

from django.urls import path

from curriculum.urls_load import load_patterns
from curriculum.urls_plans import plan_patterns
from curriculum.urls_programs import program_patterns
from curriculum.urls_public import public_patterns
from curriculum.urls_readiness import readiness_patterns
from curriculum.urls_references import reference_patterns
from curriculum.views import delegations

app_name = "curriculum"
urlpatterns = [
    *public_patterns,
    *reference_patterns,
    *plan_patterns,
    *program_patterns,
    *readiness_patterns,
    *load_patterns,
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.give, name="delegation_give"),
    path("delegations/<str:kind>/<int:delegation>/end/", delegations.end, name="delegation_end"),
    path("delegations/<str:kind>/<int:delegation>/undo/", delegations.undo, name="delegation_undo"),
]
