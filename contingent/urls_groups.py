"""Addresses of study groups."""

from django.urls import path

from contingent.views import board, group_check, groups

urlpatterns = [
    path("", groups.groups, name="groups"),
    path("all.xlsx", groups.groups_workbook, name="groups_workbook"),
    path("new/", groups.group_new, name="group_new"),
    path("<int:group>/", groups.group_page, name="group"),
    path("<int:group>/board/", board.board, name="group_board"),
    path("<int:group>/board/save/", board.save, name="group_compose"),
    path("<int:group>/board/undo/<int:action>/", board.undo, name="group_undo"),
    path("<int:group>/check/", group_check.group_check, name="group_check"),
    path("<int:group>/check/take-back/", group_check.group_uncheck, name="group_uncheck"),
    path("<int:group>/close/", groups.group_close, name="group_close"),
    path("<int:group>/curator/", groups.group_curator, name="group_curator"),
    path("<int:group>/edit/", groups.group_edit, name="group_edit"),
    path("<int:group>/reopen/", groups.group_reopen, name="group_reopen"),
]
