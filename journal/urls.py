"""Addresses of the journal."""

from django.urls import path

from journal.views import (
    control_works,
    courses,
    entries,
    export,
    history,
    lesson,
    page,
    paper,
    plan,
    plans,
    policy,
    works,
)
from journal.views.home import home
from journal.views.search import search

app_name = "journal"
urlpatterns = [
    path("journal/<int:course>/entries/", entries.save_entries, name="save_entries"),
    path("journal/<int:course>/", page.page, name="page"),
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("journal/", courses.courses, name="courses"),
    path("journal/policy/", policy.policy, name="policy"),
    path("journal/<int:course>/lessons/", lesson.lessons, name="lessons"),
    path("journal/<int:course>/lessons/<int:lesson>/", lesson.lesson, name="lesson"),
    path("journal/<int:course>/lessons/<int:lesson>/roll-call/", lesson.roll_call, name="roll_call"),
    path("journal/<int:course>/works/add/", works.add_work, name="add_work"),
    path("journal/<int:course>/works/<int:work>/", works.work, name="work"),
    path("journal/<int:course>/works/<int:work>/delete/", works.delete_work, name="delete_work"),
    path("journal/<int:course>/history/", history.history, name="history"),
    path("journal/<int:course>/history.xlsx", history.history_excel, name="history_excel"),
    path("control-works/", control_works.control_works, name="control_works"),
    path("control-works/works.xlsx", control_works.workbook, name="control_works_workbook"),
    path("journal/plans/", plans.plans, name="plans"),
    path("journal/plans/plans.xlsx", plans.workbook, name="plans_workbook"),
    path("journal/<int:course>/plan/", plan.plan, name="plan"),
    path("journal/<int:course>/plan/deal/", plan.deal, name="plan_deal"),
    path("journal/<int:course>/plan/<int:lesson>/", plan.arrange, name="plan_arrange"),
    path("journal/<int:course>/print/", paper.paper, name="print"),
    path("journal/<int:course>/journal.xlsx", export.excel, name="excel"),
]
