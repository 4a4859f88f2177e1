from accounts.models.appointment import Appointment
from accounts.models.organization import Organization
from accounts.models.user import NO_BREAK, User, initialled

__all__ = ["NO_BREAK", "Appointment", "Organization", "User", "initialled"]
