from communication.models.attachment import Attachment
from communication.models.question import Entry, Question
from communication.models.ticket import DeskReading, Ticket

__all__ = ["Attachment", "DeskReading", "Entry", "Question", "Ticket"]
