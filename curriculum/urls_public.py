"""Addresses of the public pages: they stay as they are, other sites link to them."""

from django.urls import path

from curriculum.views import public, publishing

public_patterns = [
    path("public/<slug:slug>/", public.organization, name="public"),
    path("public/<slug:slug>/curricula/<int:curriculum>/", public.curriculum, name="public_curriculum"),
    path("public/<slug:slug>/calendars/<int:year>/", public.calendars, name="public_calendars"),
    path("public/<slug:slug>/programs/<int:program>/", public.program, name="public_program"),
    path("public/<slug:slug>/acts/<int:act>/", public.act, name="public_act"),
    path("public/<slug:slug>/acts/<int:act>/<int:number>.pdf", public.act_file, name="public_act_file"),
    path("publishing/", publishing.publishing, name="publishing"),
    path("publishing/address/<int:organization>/", publishing.address, name="publishing_address"),
    path("publishing/documents/<int:organization>/", publishing.documents, name="publishing_documents"),
    path("publishing/acts/<int:organization>/new/", publishing.new_act, name="publishing_new_act"),
    path("publishing/acts/<int:act>/version/", publishing.new_version, name="publishing_new_version"),
]
