"""Exit code 0 when the web server in this container answers under its own host name."""

import os
from urllib.request import Request, urlopen

host = os.environ["EPOS_ALLOWED_HOSTS"].split(",")[0]
urlopen(Request("http://127.0.0.1:8000/health/", headers={"Host": host}), timeout=5)
