from schedule.models.lesson import Lesson, LessonTopic
from schedule.models.place import BellSchedule, BellSlot, Building, Room
from schedule.models.regime import Regime, RegimeBinding

__all__ = ["BellSchedule", "BellSlot", "Building", "Lesson", "LessonTopic", "Regime", "RegimeBinding", "Room"]
