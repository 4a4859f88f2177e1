"""The project's addresses, and the baselines beside them."""

from django.urls import include, path

from epos.urls import urlpatterns as own

urlpatterns = [path("bare/", include("benchmarks.bare")), *own]
