from contingent.models.employee import Employee
from contingent.models.group import Curatorship, Membership, StudyGroup
from contingent.models.representative import Representative
from contingent.models.student import Student

__all__ = ["Curatorship", "Employee", "Membership", "Representative", "Student", "StudyGroup"]
