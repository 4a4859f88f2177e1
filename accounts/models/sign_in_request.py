from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import OutsideSystem, RequestState


class SignInRequest(models.Model):
    """A person whom an outside system vouches for asks an organisation to recognise them (R24, X3, X4).

    Once for a person and organisation; asked again, it is the same row. What it tells of the
    person is emptied with time (R5); who was linked by whom stays.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="sign_in_requests")
    system = models.CharField(_("system"), max_length=12, choices=OutsideSystem.choices)
    key = models.CharField(_("number there"), max_length=120, blank=True)
    last_name = models.CharField(_("surname"), max_length=100, blank=True)
    first_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=100, blank=True)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    child_name = models.CharField(_("child"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    emptied_at = models.DateTimeField(_("emptied at"), null=True)

    class Meta:
        verbose_name = _("request to sign in")
        verbose_name_plural = _("requests to sign in")
        indexes = [
            models.Index(
                fields=("organization", "asked_at"), name="sign_in_request_open", condition=Q(state=RequestState.OPEN)
            ),
            models.Index(fields=("asked_at",), name="sign_in_request_to_empty", condition=Q(emptied_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("system", "key", "organization"), name="sign_in_request_once", condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="sign_in_request_answered",
                condition=Q(state=RequestState.OPEN, answered_by=None, answered_at=None, user=None)
                | Q(state=RequestState.LINKED, answered_by__isnull=False, answered_at__isnull=False, user__isnull=False)
                | Q(state=RequestState.REFUSED, answered_by__isnull=False, answered_at__isnull=False, user=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.pk}"
