"""Organisations and people, for those who keep the system running."""

from typing import TYPE_CHECKING, Any

from allauth.account.admin import EmailAddress, EmailConfirmation
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
    PersonBase = UserAdmin[Any]
else:
    Base = admin.ModelAdmin
    PersonBase = UserAdmin

admin.site.unregister(Group)
for unused in (Authenticator, EmailAddress, EmailConfirmation, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)  # the library's own, kept by our services
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
        (None, {"fields": ("last_name", "first_name", "patronymic", "birth_date", "email", "phone")}),
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
