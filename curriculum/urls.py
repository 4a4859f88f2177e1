"""Addresses of the curriculum."""

from django.urls import path

from curriculum.views import delegations

app_name = "curriculum"
urlpatterns = [
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.give, name="delegation_give"),
    path("delegations/<str:kind>/<int:delegation>/end/", delegations.end, name="delegation_end"),
    path("delegations/<str:kind>/<int:delegation>/undo/", delegations.undo, name="delegation_undo"),
]
