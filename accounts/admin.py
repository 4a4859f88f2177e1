"""Organisations, people and appointments, for those who keep the system running."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Organization, User

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    PersonBase = UserAdmin[Any]
else:
    Base = admin.ModelAdmin
    PersonBase = UserAdmin

admin.site.unregister(Group)
admin.site.site_header = _("Reference data")
admin.site.site_title = _("Reference data")


@admin.register(Organization)
class OrganizationAdmin(Base):
    """Organisations."""

    list_display = ("short_name", "name", "kind", "time_zone")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")


@admin.register(User)
class PersonAdmin(PersonBase):
    """People: their names, contacts and whether they may sign in; rights come from facts."""

    list_display = ("username", "full_name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("sort_key", "username", "email")
    ordering = ("sort_key",)
    filter_horizontal = ()
    readonly_fields = ("last_login",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (None, {"fields": ("last_name", "first_name", "patronymic", "email", "phone")}),
        (None, {"fields": ("is_active", "is_staff", "is_superuser", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username", "last_name", "first_name", "patronymic", "email",
                    "usable_password", "password1", "password2",
                ),
            },
        ),
    )  # fmt: skip


@admin.register(Appointment)
class AppointmentAdmin(Base):
    """Appointments; `given_by` is whoever gives one here (R18–R21)."""

    list_display = ("user", "role", "organization", "starts", "ends")
    list_filter = ("role", "organization")
    list_select_related = ("user", "organization")
    search_fields = ("user__sort_key",)
    autocomplete_fields = ("user",)
    exclude = ("given_by",)

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """An appointment ends; it is not as if it had never been (R64)."""
        return False

    def save_model(self, request: Any, obj: Appointment, form: Any, change: bool) -> None:
        if not change:
            obj.given_by = request.user
        super().save_model(request, obj, form, change)
