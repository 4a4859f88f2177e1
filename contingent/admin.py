"""Staff, groups and curators. Students, their groups and parents come by the loading from Excel."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin import OffersOpen
from contingent.models import Curatorship, Employee, StudyGroup, SyncSource
from contingent.outside_addresses import token_for

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


@admin.register(Employee)
class EmployeeAdmin(Base):
    """The staff, dated. Whoever leaves does so by the list of staff or by the staff source, with all their rights."""

    list_display = ("user", "position", "organization", "starts", "ends")
    list_filter = ("organization",)
    list_select_related = ("user", "organization")
    search_fields = ("user__sort_key", "position")
    autocomplete_fields = ("user",)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Leave who works where and until when as it is: appointments and loads hang on it (R19–R21)."""
        kept = ("organization", "user", "starts", "ends", "leaving_order") if obj else ()
        return (*self.readonly_fields, *kept)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Let no employment go: it is the past of those who worked."""
        return False

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset.select_related("user"), search_term)


@admin.register(StudyGroup)
class StudyGroupAdmin(OffersOpen, Base):
    """Groups, classes, subgroups and streams."""

    list_display = ("name", "kind", "level", "specialty", "organization", "closed_on")
    list_filter = ("organization", "kind")
    list_select_related = ("organization",)
    search_fields = ("sort_key",)
    autocomplete_fields = ("sources",)


@admin.register(Curatorship)
class CuratorshipAdmin(Base):
    """Curators of home groups, dated."""

    list_display = ("group_name", "curator", "starts", "ends")
    list_select_related = ("group", "employee__user")
    search_fields = ("group__sort_key", "employee__user__sort_key")
    autocomplete_fields = ("group", "employee")

    @admin.display(ordering="group__sort_key")
    def group_name(self, row: Curatorship) -> str:
        return row.group.name

    @admin.display(ordering="employee__user__sort_key")
    def curator(self, row: Curatorship) -> str:
        return row.employee.user.full_name


@admin.register(SyncSource)
class SyncSourceAdmin(Base):
    """Where the organisations' people come from. Tokens are in the environment and shown nowhere."""

    list_display = ("organization", "system", "way", "address", "nightly", "drop_share")
    list_filter = ("system", "nightly", "organization")
    list_select_related = ("organization",)
    fields = (
        "organization", "system", "way", "address", "outside_organization", "nightly", "drop_share", "token_is_set",
    )  # fmt: skip
    readonly_fields = ("token_is_set",)

    @admin.display(description=_("token"))
    def token_is_set(self, row: SyncSource) -> str:
        is_set = row.pk and token_for(row.system, row.address)
        return str(_("is set; it is not shown") if is_set else _("is not set"))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        """Keep what was read under one number of an organisation from being taken for another's."""
        return (*self.readonly_fields, "organization", "system") if obj else self.readonly_fields

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Let no source go: its runs and the numbers of groups hang on it."""
        return False
