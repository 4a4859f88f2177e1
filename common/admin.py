"""What the plain administration of rows shares."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = object


class OffersOpen(Base):
    """Rows that other forms choose from: those closed are found here and not offered there."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            rows = cast(Any, rows).open_on(timezone.localdate())
        return rows, may_repeat
