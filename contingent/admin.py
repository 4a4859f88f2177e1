"""Staff, groups and curators. Students, their groups and parents come by the loading from Excel."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from contingent.models import Curatorship, Employee, StudyGroup

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


@admin.register(Employee)
class EmployeeAdmin(Base):
    """The staff, dated."""

    list_display = ("user", "position", "organization", "starts", "ends")
    list_filter = ("organization",)
    list_select_related = ("user", "organization")
    search_fields = ("user__sort_key", "position")
    autocomplete_fields = ("user",)

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset.select_related("user"), search_term)


@admin.register(StudyGroup)
class StudyGroupAdmin(Base):
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
