"""What went out and what was given up, for those who keep the system running."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import Letter, ObligationTerm, OutboxMessage
from notifications.services.letters import retry_dead_letters
from notifications.services.outbox import retry_dead

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnly(Base):
    """Rows written by the system: looked at, never edited by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(OutboxMessage)
class OutboxAdmin(ReadOnly):
    """The outbox; given-up rows are tried again by an action."""

    list_display = ("id", "kind", "subject", "state", "attempts", "error", "created_at", "finished_at")
    list_filter = ("state", "kind", "error")
    actions = ("try_again",)
    show_full_result_count = False

    @admin.action(description=_("Try again those given up"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        retry_dead(ids=list(queryset.values_list("pk", flat=True)), now=timezone.now())


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Letters without their words: whose they are and what they say is for their reader (R5)."""

    list_display = ("id", "state", "attempts", "error", "created_at", "finished_at")
    list_filter = ("state", "error")
    fields = ("state", "attempts", "error", "created_at", "available_at", "claimed_at", "finished_at")
    actions = ("try_again",)
    show_full_result_count = False

    @admin.action(description=_("Try again those given up"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        retry_dead_letters(ids=list(queryset.values_list("pk", flat=True)), now=timezone.now())


@admin.register(ObligationTerm)
class ObligationTermAdmin(Base):
    """Terms, beside the journal administrators' own page."""

    list_display = ("organization", "kind", "days")
    list_filter = ("kind",)
    list_select_related = ("organization",)
