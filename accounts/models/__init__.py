from accounts.models.appointment import Appointment
from accounts.models.consent import Consent
from accounts.models.organization import Organization
from accounts.models.outside import OutsideIdentity
from accounts.models.user import NO_BREAK, User, initialled

__all__ = ["NO_BREAK", "Appointment", "Consent", "Organization", "OutsideIdentity", "User", "initialled"]
