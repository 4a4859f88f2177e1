"""What the schedule holds of a student: regimes of stay of their own (152-ФЗ, R5)."""

from django.utils.translation import gettext_lazy as _

from accounts.holdings import Holding, register_holding
from accounts.models import User
from contingent.personal import Places, Rows, within
from schedule.models import RegimeBinding


def regime_rows(user: User, places: Places) -> Rows:
    rows = RegimeBinding.objects.filter(student__user=user).select_related("regime__organization", "regime__bells")
    for row in within(rows, places, "regime__organization").order_by("starts"):
        yield row.regime.organization.short_name, row.regime.name, row.starts, row.ends


HEADINGS = (_("organisation"), _("regime of stay"), _("from"), _("until"))
register_holding(Holding("regimes", _("Regimes of stay"), HEADINGS, regime_rows))
