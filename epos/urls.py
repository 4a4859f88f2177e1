"""Every address of the project, room by room."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from epos.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
# The rooms that have addresses of their own.
for room in settings.INSTALLED_APPS:
    if "." not in room and room != "epos" and find_spec(room).submodule_search_locations and find_spec(f"{room}.urls"):
        if room in {"accounts", "notifications", "contingent", "curriculum", "schedule", "journal"}:
            urlpatterns.append(path("", include(f"{room}.urls")))
