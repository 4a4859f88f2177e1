"""Doors for machines, and the one to the technical pages."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the application and its database do: the proxy's and the runner's question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Bring to the one door there is; who is signed in and still brought here may not go in: 404."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.GET.get("next") or "/admin/")
