from contingent.models.bulk_action import BulkAction
from contingent.models.delegation import GroupDelegation, StudentDelegation
from contingent.models.employee import Employee
from contingent.models.group import Curatorship, Membership, StudyGroup
from contingent.models.group_check import GroupCheck
from contingent.models.import_batch import ImportBatch
from contingent.models.person_change import PersonChange
from contingent.models.representative import Representative
from contingent.models.student import Student
from contingent.models.sync_doubt import DoubtfulPair, SetAside
from contingent.models.sync_run import SyncChange, SyncRecord, SyncRun
from contingent.models.sync_source import OutsideEmployment, OutsideGroup, SyncSource

__all__ = [
    "BulkAction",
    "Curatorship",
    "DoubtfulPair",
    "Employee",
    "GroupCheck",
    "GroupDelegation",
    "ImportBatch",
    "Membership",
    "OutsideEmployment",
    "OutsideGroup",
    "PersonChange",
    "Representative",
    "SetAside",
    "Student",
    "StudentDelegation",
    "StudyGroup",
    "SyncChange",
    "SyncRecord",
    "SyncRun",
    "SyncSource",
]
