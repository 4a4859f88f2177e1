from django.urls import path

from accounts.views import links, passkeys, second_factor, sessions
from accounts.views.outside import ask, outside_callback, outside_start
from accounts.views.password import password
from accounts.views.sign_in import sign_in, sign_in_again, sign_out

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/again/", sign_in_again, name="sign_in_again"),
    path("sign-in/forgotten/", links.forgotten, name="forgotten"),
    path("sign-in/link/<str:token>/", links.link, name="link"),
    path("sign-in/passkey/", passkeys.ask, name="sign_in_passkey"),
    path("sign-in/request/", ask, name="ask"),
    path("sign-in/through/<slug:provider>/", outside_start, name="outside_start"),
    path("sign-in/through/<slug:provider>/callback/", outside_callback, name="outside_callback"),
    path("sign-out/", sign_out, name="sign_out"),
    path("password/", password, name="password"),
    path("password/second-factor/", second_factor.second_factor, name="second_factor"),
    path("password/second-factor/begin/", second_factor.begin, name="second_factor_begin"),
    path("password/second-factor/codes/", second_factor.codes, name="second_factor_codes"),
    path("password/second-factor/confirm/", second_factor.confirm, name="second_factor_confirm"),
    path("password/second-factor/off/", second_factor.turn_off, name="second_factor_off"),
    path("password/second-factor/passkey/", passkeys.add, name="passkey_add"),
    path("password/second-factor/passkey/begin/", passkeys.begin, name="passkey_begin"),
    path("password/second-factor/<int:way>/remove/", second_factor.remove, name="second_factor_remove"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/others/end/", sessions.sessions_end, name="sessions_end"),
    path("sessions/<int:session>/end/", sessions.session_end, name="session_end"),
]
