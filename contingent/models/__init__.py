from contingent.models.bulk_action import BulkAction
from contingent.models.delegation import GroupDelegation, StudentDelegation
from contingent.models.employee import Employee
from contingent.models.group import Curatorship, Membership, StudyGroup
from contingent.models.import_batch import ImportBatch
from contingent.models.representative import Representative
from contingent.models.student import Student

__all__ = [
    "BulkAction",
    "Curatorship",
    "Employee",
    "GroupDelegation",
    "ImportBatch",
    "Membership",
    "Representative",
    "Student",
    "StudentDelegation",
    "StudyGroup",
]
