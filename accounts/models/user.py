from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.sql import SortKey

NO_BREAK = "\N{NO-BREAK SPACE}"


def initialled(last_name: str, first_name: str, patronymic: str = "") -> str:
    """Return the surname with initials, as lists and signatures write it; no line breaks in it."""
    return NO_BREAK.join([last_name, *(f"{part[0]}." for part in (first_name, patronymic) if part)])


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they cannot sign in yet."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who may use the technical administration pages."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person (R22): may be a member of staff, a student and a parent at once, anywhere."""

    username = models.CharField(_("login"), max_length=150, unique=True)
    last_name = models.CharField(_("surname"), max_length=100)
    first_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("mobile"), max_length=20, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(
        _("must change the password"), default=False, db_default=False, editable=False
    )
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, editable=False)
    is_staff = models.BooleanField(_("may use the technical pages"), default=False)
    sort_key = models.GeneratedField(
        expression=SortKey("last_name", "first_name", "patronymic"),
        output_field=models.TextField(),
        db_persist=True,
    )

    owes_factor: bool | None = None
    """Whether a second factor is due of whoever is signed in; None where the person was read in another way."""

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["last_name", "first_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            models.Index(fields=("sort_key",), name="user_sort_key"),
            GinIndex(OpClass("sort_key", name="gin_trgm_ops"), name="user_sort_key_trgm"),
            models.Index(Upper("email"), name="user_email_upper"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Surname, name and patronymic if there is one."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def short_name(self) -> str:
        """Surname with initials that never part on two lines: «Иванова А. П.»."""
        return initialled(self.last_name, self.first_name, self.patronymic)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.short_name
