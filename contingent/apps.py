from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContingentConfig(AppConfig):
    name = "contingent"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Contingent of students")
