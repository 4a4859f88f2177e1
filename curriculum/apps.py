from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    name = "curriculum"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        """Count terms by the organisations' calendars; let the rooms tell of their references and steps."""
        from curriculum.workdays import work_calendar
        from notifications.deadlines import keep_calendar

        keep_calendar(lambda organization: work_calendar(organization).works)
        autodiscover_modules("references", "preparation")
