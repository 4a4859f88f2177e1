"""Every address of the project, room by room."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from accounts.views.sign_in import second_step
from epos.views import admin_sign_in, health

# The rooms that have addresses of their own: the one that is asked most is looked through first.
NAMES = ("journal", "accounts", "notifications", "contingent", "curriculum", "schedule", "communication")
ROOMS = [room for room in NAMES if find_spec(f"{room}.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("sign-in/code/", second_step, name="mfa_authenticate"),  # so does allauth's stage call it
    path("admin/login/", admin_sign_in, name="admin_sign_in"),
    path("admin/", admin.site.urls),
    path("diary/", include("journal.urls_diary")),
    *(path("", include(f"{room}.urls")) for room in ROOMS),
]
