from curriculum.models.calendar import (
    CalendarDay,
    PeriodDates,
    StudyCalendar,
)
from curriculum.models.course import (
    Course,
    CourseItem,
    TeacherNorm,
    TeachingLoad,
)
from curriculum.models.curriculum import (
    ControlForm,
    Curriculum,
    CurriculumBinding,
    CurriculumHours,
    CurriculumItem,
    CurriculumTerm,
    IndividualPlan,
    ItemControl,
    PlanDifference,
)
from curriculum.models.delegation import (
    CourseDelegation,
)
from curriculum.models.preparation import (
    LocalAct,
    LocalActVersion,
    PreparationAction,
    StepCheck,
    StepTerm,
)
from curriculum.models.programme import (
    ContentElement,
    PlannedWork,
    ProgramRemark,
    ProgramSection,
    Topic,
    TopicMaterial,
    WorkProgram,
)
from curriculum.models.subject import (
    Subject,
)
from curriculum.models.year import (
    AcademicYear,
    AttestationPeriod,
)

__all__ = [
    "AcademicYear",
    "AttestationPeriod",
    "CalendarDay",
    "ContentElement",
    "ControlForm",
    "Course",
    "CourseDelegation",
    "CourseItem",
    "Curriculum",
    "CurriculumBinding",
    "CurriculumHours",
    "CurriculumItem",
    "CurriculumTerm",
    "IndividualPlan",
    "ItemControl",
    "LocalAct",
    "LocalActVersion",
    "PeriodDates",
    "PlanDifference",
    "PlannedWork",
    "PreparationAction",
    "ProgramRemark",
    "ProgramSection",
    "StepCheck",
    "StepTerm",
    "StudyCalendar",
    "Subject",
    "TeacherNorm",
    "TeachingLoad",
    "Topic",
    "TopicMaterial",
    "WorkProgram",
]
