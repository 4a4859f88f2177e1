from accounts.models.access_record import AccessRecord
from accounts.models.appointment import Appointment
from accounts.models.consent import Consent
from accounts.models.credential import Credential
from accounts.models.delegated import Delegated
from accounts.models.keeping import KeepingChange
from accounts.models.opened_session import OpenedSession
from accounts.models.organization import Organization
from accounts.models.outside import OutsideIdentity
from accounts.models.sign_in_request import SignInRequest
from accounts.models.user import NO_BREAK, User, initialled

__all__ = [
    "NO_BREAK",
    "AccessRecord",
    "Appointment",
    "Consent",
    "Credential",
    "Delegated",
    "KeepingChange",
    "OpenedSession",
    "Organization",
    "OutsideIdentity",
    "SignInRequest",
    "User",
    "initialled",
]
