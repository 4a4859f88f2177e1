from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import OutsideSystem
from contingent.enums import SyncWay


class SyncSource(models.Model):
    """Where an organisation's people come from (X1, X2): the system, its address, what was read last.

    An empty address is the one set up in the environment for the system; so is the token always.
    `drop_share` is how many per cent of a group or of the organisation may be gone at once before a
    run asks.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="sync_sources")
    system = models.CharField(
        _("system"),
        max_length=12,
        choices=[(found.value, found.label) for found in (OutsideSystem.CONTINGENT, OutsideSystem.STAFF)],
    )
    way = models.CharField(_("how records come"), max_length=4, choices=SyncWay.choices, default=SyncWay.HTTP)
    address = models.CharField(_("address"), max_length=300, blank=True)
    outside_organization = models.CharField(_("number of the organisation there"), max_length=64)
    nightly = models.BooleanField(_("every night"), default=True)
    drop_share = models.PositiveSmallIntegerField(
        _("ask when more than so many per cent are gone"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    cursor = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("source of people")
        verbose_name_plural = _("sources of people")
        constraints = [models.UniqueConstraint(fields=("organization", "system"), name="sync_source_once")]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.organization_id}"


class OutsideGroup(models.Model):
    """The number by which a source knows a group, and the curator it named last."""

    source = models.ForeignKey("contingent.SyncSource", models.PROTECT, related_name="groups")
    key = models.CharField(_("number there"), max_length=120)
    group = models.ForeignKey("contingent.StudyGroup", models.PROTECT, related_name="outside_numbers")
    curator = models.CharField(_("curator told last"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("number of a group outside")
        verbose_name_plural = _("numbers of groups outside")
        constraints = [models.UniqueConstraint(fields=("source", "key"), name="outside_group_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.group_id}"


class OutsideEmployment(models.Model):
    """The number by which a source knows an employment; several may make one employee."""

    source = models.ForeignKey("contingent.SyncSource", models.PROTECT, related_name="employments")
    key = models.CharField(_("number there"), max_length=120)
    employee = models.ForeignKey("contingent.Employee", models.PROTECT, related_name="outside_numbers")
    position = models.CharField(_("position"), max_length=200, blank=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("number of an employment outside")
        verbose_name_plural = _("numbers of employments outside")
        constraints = [models.UniqueConstraint(fields=("source", "key"), name="outside_employment_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.employee_id}"
