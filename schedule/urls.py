"""Addresses of the schedule."""

from django.urls import path

from schedule.views import regimes

app_name = "schedule"
urlpatterns = [
    path("regimes/", regimes.regimes_page, name="regimes"),
]
