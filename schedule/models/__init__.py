from schedule.models.lesson import Lesson
from schedule.models.place import BellSchedule, BellSlot, Building, Room

__all__ = ["BellSchedule", "BellSlot", "Building", "Lesson", "Room"]
