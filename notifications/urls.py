"""Addresses of messages."""

from django.urls import path

from notifications.views import caught_mail, choices, inbox, terms

app_name = "notifications"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/choices/", choices.choices, name="choices"),
    path("inbox/<int:message>/", inbox.message, name="message"),
    path("inbox/<int:message>/open/", inbox.open_message, name="open"),
    path("obligations/terms/", terms.terms, name="terms"),
    path("mail/", caught_mail.caught_mail, name="caught_mail"),
]
