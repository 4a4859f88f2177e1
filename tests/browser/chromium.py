"""The browser of the browser tests: the system's Chromium, else the one packed inside the npm package.

No root and no system library is needed for the second: its own libraries are unpacked beside it.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from epos.embedded.lock import held
from epos.embedded.places import ROOT, data_dir, make_private
from epos.frontend.node import node

PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium"
SYSTEM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
UNPACK = """
const zlib = require("node:zlib"), fs = require("node:fs"), {pipeline} = require("node:stream");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to),
  (error) => { if (error) { console.error(error); process.exit(1); } });
"""


@dataclass(frozen=True)
class Browser:
    """What Playwright needs in order to launch."""

    program: str
    env: dict[str, str] = field(default_factory=dict)

    def launch_arguments(self) -> dict[str, object]:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]
        return {"executable_path": self.program, "args": flags, "env": {**os.environ, **self.env}}


def find() -> Browser:
    """Return the browser, unpacking it on first use."""
    for name in SYSTEM:
        if program := os.environ.get("EPOS_CHROMIUM") or shutil.which(name):
            return Browser(program)
    with held("chromium"):
        home = make_private(data_dir() / "chromium")
        if not (home / "complete").exists():
            _unpack(home)
    return Browser(str(home / "chromium"), {"LD_LIBRARY_PATH": str(home / "lib"), "HOME": str(home)} | _fonts(home))


def _fonts(home: Path) -> dict[str, str]:
    """Return how to find fonts: the system's own way, or the packed ones where there is none."""
    if Path("/etc/fonts/fonts.conf").exists():
        return {}
    config = home / "own-fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{home / 'fonts'}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{home / 'font-cache'}</cachedir></fontconfig>"
    )
    return {"FONTCONFIG_FILE": str(config)}


def _unpack(home: Path) -> None:
    if not PACKED.exists():
        raise RuntimeError("No browser: install Chromium or run `npm ci`.")
    shutil.rmtree(home)
    make_private(home)
    _brotli(PACKED / "bin" / "chromium.br", home / "chromium")
    (home / "chromium").chmod(0o755)
    for name in ("al2023", "swiftshader", "fonts"):
        with tempfile.NamedTemporaryFile(suffix=".tar", dir=home) as plain:
            _brotli(PACKED / "bin" / f"{name}.tar.br", Path(plain.name))
            with tarfile.open(plain.name) as archive:
                archive.extractall(home, filter="data")
    (home / "complete").touch()


def _brotli(packed: Path, plain: Path) -> None:
    subprocess.run([node(), "-e", UNPACK, str(packed), str(plain)], check=True)


if __name__ == "__main__":
    sys.stdout.write(find().program + "\n")
