from communication.models.question import Entry, Question
from communication.models.ticket import DeskReading, Ticket

__all__ = ["DeskReading", "Entry", "Question", "Ticket"]
