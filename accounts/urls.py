from django.urls import path

from accounts.views.outside import ask, outside_callback, outside_start
from accounts.views.password import password
from accounts.views.sign_in import sign_in, sign_in_again, sign_out

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/again/", sign_in_again, name="sign_in_again"),
    path("sign-in/request/", ask, name="ask"),
    path("sign-in/through/<slug:provider>/", outside_start, name="outside_start"),
    path("sign-in/through/<slug:provider>/callback/", outside_callback, name="outside_callback"),
    path("sign-out/", sign_out, name="sign_out"),
    path("password/", password, name="password"),
]
