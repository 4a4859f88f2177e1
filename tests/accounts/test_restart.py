"""Sessions outlive the web server: a real gunicorn is stopped and started anew (R5)."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.db import connection

from epos.embedded import ports
from tests.factories import PASSWORD, EmployeeFactory

ROOT = Path(__file__).resolve().parents[2]


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start the web server on the tests' database; its cache is its own and dies with it."""
    at = connection.settings_dict
    address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "epos.wsgi", f"--bind=127.0.0.1:{port}", "--log-level=critical"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    for _ in range(300):
        try:
            requests.get(f"http://127.0.0.1:{port}/health/", timeout=90)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    pytest.fail("the web server did not start")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_session_outlives_the_web_server() -> None:
    EmployeeFactory(user__username="ivanova")
    port = ports.pick(18700)
    door, page = f"http://127.0.0.1:{port}/sign-in/", f"http://127.0.0.1:{port}/sessions/"
    browser = requests.Session()
    server = serve(port)
    try:
        browser.get(door)
        told = {"username": "ivanova", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        assert browser.post(door, told, allow_redirects=False).status_code == 302
        assert browser.get(page, allow_redirects=False).status_code == 200
        server.terminate()
        server.wait(30)
        with pytest.raises(requests.ConnectionError):
            browser.get(page, timeout=5)
        server = serve(port)
        assert browser.get(page, allow_redirects=False).status_code == 200
        assert requests.get(page, allow_redirects=False, timeout=30).status_code == 302
    finally:
        server.kill()
        server.wait(30)
