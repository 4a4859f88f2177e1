"""Addresses of giving sign-ins."""

from django.urls import path

from contingent.views import credentials as views

urlpatterns = [
    path("", views.choose, name="credentials"),
    path("given/", views.give, name="credentials_give"),
    path("<int:user>/", views.of_person, name="credentials_person"),
    path("<int:user>/factor/", views.factor_reset, name="factor_reset"),
]
