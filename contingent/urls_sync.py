"""Addresses of the exchange with outside systems."""

from django.urls import path

from contingent.views import sync, sync_files, sync_pairs

urlpatterns = [
    path("set-aside/", sync.set_aside, name="sync_set_aside"),
    path("sync/", sync.sync, name="sync"),
    path("sync/pairs/", sync_pairs.pairs, name="sync_pairs"),
    path("sync/pairs/<int:pair>/", sync_pairs.pair_page, name="sync_pair"),
    path("sync/pairs/<int:pair>/decide/", sync_pairs.decide, name="sync_decide"),
    path("sync/pairs/<int:pair>/reopen/", sync_pairs.reopen, name="sync_reopen"),
    path("sync/runs/<int:run>/", sync.run_page, name="sync_run"),
    path("sync/runs/<int:run>/confirm/", sync.confirm, name="sync_confirm"),
    path("sync/runs/<int:run>/refuse/", sync.refuse, name="sync_refuse"),
    path("sync/runs/<int:run>/roll-back/", sync.rolling_back, name="sync_roll_back"),
    path("sync/sources/<int:source>/files/", sync_files.files, name="sync_files"),
    path("sync/sources/<int:source>/settings/", sync.settings, name="sync_settings"),
    path("sync/sources/<int:source>/start/", sync.start, name="sync_start"),
]
