from django.urls import path

from journal.views import control_works, diary, diary_materials, trusted

app_name = "diary"
urlpatterns = [
    path("", diary.first, name="week"),
    path("<int:student>/", diary.week, name="week"),
    path("<int:student>/subjects/<int:course>/", diary.subject, name="subject"),
    path("<int:student>/period/", diary.period, name="period"),
    path("<int:student>/materials/<int:material>/", diary_materials.material, name="material"),
    path("<int:student>/works/", control_works.diary_works, name="works"),
    path("<int:student>/schedule/", diary.schedule, name="schedule"),
    path("<int:student>/new/", diary.news, name="news"),
    path("<int:student>/new/seen/", diary.seen, name="seen"),
    path("<int:student>/trusted/", trusted.trusted, name="trusted"),
    path("<int:student>/trusted/<int:tie>/link/", trusted.link, name="trusted_link"),
    path("<int:student>/trusted/<int:tie>/put-out/", trusted.put_out, name="put_out"),
]
