"""Who gives which role (R18–R21, R15; T3.1, S3.1, S4.1): one table, as the regulations say it.

The director names the deputies, the journal administrators, who answers for IT support, and a
successor or an acting director. Journal administrators and deputies name the teachers, the
additional-education officers and the admissions secretaries. Whoever gives a role takes it back.
The first director, and one after whom nobody is left, is appointed by a command.
"""

from datetime import date

from accounts.enums import Role
from accounts.models import Appointment, Organization, User
from common.dated import holds_on

BY_DIRECTOR = (Role.DIRECTOR, Role.DEPUTY, Role.JOURNAL_ADMIN, Role.IT_SUPPORT)
BY_ADMINISTRATION = (Role.TEACHER, Role.ADDITIONAL_EDUCATION, Role.ADMISSIONS)
GIVES: dict[Role, tuple[Role, ...]] = {
    Role.DIRECTOR: BY_DIRECTOR,
    Role.DEPUTY: BY_ADMINISTRATION,
    Role.JOURNAL_ADMIN: BY_ADMINISTRATION,
}
NEVER_NONE = (Role.DIRECTOR, Role.JOURNAL_ADMIN)
"""Of these at least one remains in an organisation."""


def roles_given_by(user: User, organization: Organization | int, on: date) -> tuple[Role, ...]:
    """Return the roles that the user may give and take back in the organisation on the day."""
    held = Appointment.objects.filter(holds_on(on), user=user, organization=organization)
    may = {role for own in held.values_list("role", flat=True) for role in GIVES.get(Role(own), ())}
    return tuple(role for role in Role if role in may)
