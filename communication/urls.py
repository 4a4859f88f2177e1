"""Addresses of help and questions."""

from django.urls import path

from communication.views import help, questions

app_name = "communication"
urlpatterns = [
    path("help/", help.help_page, name="help"),
    path("help/mine/", help.mine, name="mine"),
    path("help/questions/", questions.questions, name="questions"),
    path("help/questions/<int:question>/", questions.question, name="question"),
    path("help/questions/<int:question>/files/<int:file>/", questions.attachment, name="attachment"),
    path("help/questions/<int:question>/take/", questions.take, name="take"),
    path("help/questions/<int:question>/close/", questions.close, name="close"),
    path("help/questions/<int:question>/reopen/", questions.reopen, name="reopen"),
    path("help/questions/<int:question>/pass/", questions.pass_to_desk, name="pass"),
]
