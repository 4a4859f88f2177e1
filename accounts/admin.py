"""Organisations and people, for those who keep the system running."""

from typing import TYPE_CHECKING, Any

from allauth.account.admin import EmailAddress, EmailConfirmation
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.access_log import ORGANIZATION, PERSON, note_access, note_accesses
from accounts.holdings import ties_of
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
    """People: their names, contacts and whether they may sign in; rights come from facts.

    Whoever keeps the system running is in the log of accesses as anybody else is (152-ФЗ, R5).
    """

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show people of all organisations."""
        note_accesses(request, ORGANIZATION, Organization.objects.values_list("pk", flat=True))
        shown: HttpResponse = super().changelist_view(request, extra_context)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        """Return whom a page is about: each organisation of theirs sees who opened it."""
        found: User | None = super().get_object(request, object_id, from_field)
        if found is not None:
            places: set[int | None] = {tie.organization for tie in ties_of(found)}
            for place in places or {None}:
                note_access(request, PERSON, found.pk, place)
        return found
