"""A provider that stands in for госуслуги and РСААГ: real redirects, signed tokens, invented people (X3, X4).

It speaks OpenID Connect through `oidc-provider-mock`, demands PKCE, which that does not, and
offers its people by name. For the demo and the tests; it listens on this machine only.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import flask
import jinja2
import werkzeug
from django.conf import settings
from oidc_provider_mock import User, init_app
from werkzeug.serving import BaseWSGIServer, make_server

TITLES = {"gosuslugi": "Госуслуги", "rsaag": "РСААГ"}
AUTHORIZE, TOKEN, END = "/oauth2/authorize", "/oauth2/token", "/oauth2/end_session"
CONFIGURATION = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in at the stand-in: a number, what is claimed of them, what they show."""

    sub: str
    hint: str
    claims: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the whole name, as on the button."""
        return " ".join(str(self.claims.get(part, "")) for part in ("family_name", "given_name", "middle_name")).strip()


def make_provider(
    system: str, people: Sequence[Person], *, remembers: bool = False, ends_sessions: bool = True
) -> flask.Flask:
    """Return the application of the stand-in; it `remembers` whom a browser signed in as, when told to."""
    root = settings.BASE_DIR
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it is on this very machine
    app = flask.Flask("stand_in", static_folder=root / "static" / "dist", static_url_path="/static")
    init_app(app, require_nonce=True, user_claims=[User(sub=one.sub, claims=one.claims) for one in people])
    app.debug = False
    app.wsgi_app = app.wsgi_app.app  # type: ignore[attr-defined, method-assign]  # without its debugger
    app.secret_key = os.urandom(16)
    own = jinja2.FileSystemLoader(root / "templates" / "stand_in_oidc")
    app.jinja_env.loader = jinja2.ChoiceLoader([own, jinja2.PackageLoader("oidc_provider_mock")])
    app.jinja_env.globals.update(title=TITLES[system], people=list(people))
    _demand_pkce(app)
    (_end_sessions if ends_sessions else _hide_end)(app)
    if remembers:
        _remember(app)
    return app


def _demand_pkce(app: flask.Flask) -> None:
    challenges: dict[str, str] = {}

    @app.before_request
    def check() -> flask.Response | None:
        asked = flask.request
        if asked.path == AUTHORIZE and asked.args.get("code_challenge_method") != "S256":
            return flask.Response("PKCE", 400)
        if asked.path == TOKEN:
            digest = hashlib.sha256(asked.form.get("code_verifier", "").encode()).digest()
            told = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if challenges.pop(asked.form.get("code", ""), None) != told:
                return flask.Response('{"error": "invalid_grant"}', 400, content_type="application/json")
        return None

    @app.after_request
    def note(answer: flask.Response) -> flask.Response:
        if flask.request.path == AUTHORIZE and answer.location:
            told = parse_qs(urlsplit(answer.location).query)
            for code in told.get("code", []):
                challenges[code] = flask.request.args["code_challenge"]
            if "state" not in told:  # a refusal comes without it
                answer.location += "&" + urlencode({"state": flask.request.args.get("state", "")})
        return answer


def _end_sessions(app: flask.Flask) -> None:
    """End a session without a question when the journal names whose it is."""

    @app.before_request
    def end() -> werkzeug.Response | None:
        told = flask.request.args
        if flask.request.path != END or not {"id_token_hint", "post_logout_redirect_uri"} <= set(told):
            return None
        flask.session.pop("sub", None)
        return flask.redirect(told["post_logout_redirect_uri"])


def _hide_end(app: flask.Flask) -> None:
    """Say nothing of an address that ends sessions."""

    @app.after_request
    def hide(answer: flask.Response) -> flask.Response:
        if flask.request.path == CONFIGURATION:
            told: dict[str, Any] = json.loads(answer.get_data())
            answer.set_data(json.dumps({name: told[name] for name in told if name != "end_session_endpoint"}))
        return answer


def _remember(app: flask.Flask) -> None:
    """Let whoever signed in in this browser through again without a question, unless one is asked for."""

    @app.before_request
    def again() -> werkzeug.Response | None:
        asked = flask.request
        if asked.path != AUTHORIZE or asked.method != "GET" or asked.args.get("prompt") == "login":
            return None
        if "sub" not in flask.session:
            return None
        answer = app.test_client().post(asked.full_path, data={"sub": flask.session["sub"]})
        return flask.redirect(answer.headers["Location"])

    @app.after_request
    def note(answer: flask.Response) -> flask.Response:
        if flask.request.path == AUTHORIZE and flask.request.form.get("sub"):
            flask.session["sub"] = flask.request.form["sub"]
        return answer


def serve(system: str, people: Sequence[Person], port: int = 0, **habits: bool) -> BaseWSGIServer:
    """Return a server of the stand-in that listens on this machine; the caller lets it run."""
    return make_server("127.0.0.1", port, make_provider(system, people, **habits), threaded=True)


@contextmanager
def running(system: str, people: Sequence[Person], **habits: bool) -> Iterator[str]:
    """Let a stand-in answer while the block runs; give its address."""
    server = serve(system, people, **habits)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
