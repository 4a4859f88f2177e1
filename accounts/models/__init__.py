from accounts.models.appointment import Appointment
from accounts.models.organization import Organization
from accounts.models.user import User

__all__ = ["Appointment", "Organization", "User"]
