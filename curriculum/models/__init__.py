from curriculum.models.course import Course, TeachingLoad
from curriculum.models.delegation import CourseDelegation
from curriculum.models.subject import Subject
from curriculum.models.year import AcademicYear, AttestationPeriod

__all__ = ["AcademicYear", "AttestationPeriod", "Course", "CourseDelegation", "Subject", "TeachingLoad"]
