"""Addresses of the requests to sign in."""

from django.urls import path

from contingent.views import sign_in_requests as views

urlpatterns = [
    path("", views.sign_in_requests, name="sign_in_requests"),
    path("<int:asked>/", views.sign_in_request, name="sign_in_request"),
    path("<int:asked>/link/", views.link, name="sign_in_link"),
    path("<int:asked>/refuse/", views.refuse, name="sign_in_refuse"),
    path("<int:asked>/unlink/", views.unlink, name="sign_in_unlink"),
]
