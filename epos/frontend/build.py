"""From the committed lock file and our sources to ``static/dist``; nothing is fetched by the browser."""

import shutil
import subprocess
from pathlib import Path

from epos.embedded.lock import held
from epos.embedded.places import ROOT
from epos.frontend import node
from epos.steps import digest, step

MODULES = ROOT / "node_modules"
STATIC = ROOT / "static"
DIST = STATIC / "dist"
SCSS = STATIC / "scss"
# The scripts that templates name. Each becomes one file in static/dist with all it imports: a browser asks,
# checks and starts modules one by one, and the grid alone has thirty.
SCRIPTS = (
    "accounts/passkeys.js",
    "common/app.js",
    "common/door.js",
    "contingent/board/board.js",
    "contingent/busy.js",
    "contingent/choose.js",
    "curriculum/references/table.js",
    "curriculum/calendar/main.js",
    "curriculum/load/main.js",
    "curriculum/plan/main.js",
    "curriculum/programs/editor.js",
    "journal/dialogs.js",
    "journal/diary/diary.js",
    "journal/grid/main.js",
    "journal/lesson/lesson.js",
    "journal/unsent.js",
)
# What the pages load, with the source maps the files name: nothing else leaves node_modules.
VENDOR = ("htmx.org/dist/htmx.min.js",)


class BuildError(Exception):
    """A tool of the front end failed; the text is what it said."""


def build(*, with_browser: bool = False) -> None:
    """Bring ``static/dist`` up to date. ``with_browser`` also installs the tests' Chromium."""
    with held("frontend"):
        _install(with_browser=with_browser)
        lock = ROOT / "package-lock.json"
        step("Vendor scripts", _vendor, mark=digest([lock, Path(__file__)]), made=[DIST / "vendor"])
        sources = [lock, ROOT / "package.json", *SCSS.rglob("*.scss")]
        step("Style sheet", _styles, mark=digest(sources), made=[DIST / "epos.css"])
        modules = [path for path in STATIC.rglob("*.js") if DIST not in path.parents]
        mark = digest([lock, Path(__file__), *modules])
        step("Scripts", _scripts, mark=mark, made=[DIST / name for name in SCRIPTS])


def _install(*, with_browser: bool) -> None:
    lists = [ROOT / "package.json", ROOT / "package-lock.json"]
    chromium = MODULES / "@sparticuz" / "chromium"
    everything = with_browser or chromium.exists()
    command = ["ci", "--ignore-scripts", "--no-fund", "--no-audit"]
    if not everything:
        command.append("--omit=dev")
    made = [MODULES, chromium] if everything else [MODULES]
    step("Front-end packages", lambda: _run([*node.npm(), *command]), mark=digest(lists), made=made)


def _vendor() -> None:
    target = DIST / "vendor"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in VENDOR:
        shutil.copyfile(MODULES / name, target / Path(name).name)


def _styles() -> None:
    sass = MODULES / "sass" / "sass.js"
    options = [f"--load-path={MODULES}", "--quiet", "--style=compressed"]
    _run([node.node(), str(sass), *options, str(SCSS / "epos.scss"), str(DIST / "epos.css")])


def _scripts() -> None:
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--sourcemap"]
    places = [f"--outbase={STATIC}", f"--outdir={DIST}", "--log-level=warning"]
    _run([node.node(), str(esbuild), *(str(STATIC / name) for name in SCRIPTS), *options, *places])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=node.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise BuildError(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
