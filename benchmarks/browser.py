"""When the first interaction is possible in Chromium with a processor four times slower."""

import statistics
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.fixtures import Sample
from benchmarks.pages import signed_in

SLOWER = 4


def measure_browser(port: int, sample: Sample, runs: int) -> dict[str, float]:
    """Open the journal page and press an arrow key; return medians in milliseconds."""
    from accounts.models import User
    from tests.browser.chromium import find

    session = signed_in(User.objects.get(pk=sample.teacher)).cookies["sessionid"].value
    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**find().launch_arguments())  # type: ignore[arg-type]
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ru-RU")
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        url = f"{address}/journal/{sample.course}/?period={sample.period}"
        found = [opened(page, url) for _ in range(runs + 1)]
        browser.close()
    warm = found[1:]
    return {
        "first visit": found[0]["interaction"],
        **{name: statistics.median(row[name] for row in warm) for name in found[0]},
    }


def opened(page: Page, url: str) -> dict[str, float]:
    """Return when the table was there, when the page listened, and when it answered a key."""
    page.goto(url, wait_until="commit")
    marked: dict[str, Any] = page.evaluate(
        """() => new Promise((resolve) => {
            let painted = null;
            const look = () => {
                const table = document.getElementById("grid");
                painted ??= table ? performance.now() : null;
                if (!table || table.dataset.ready === undefined) return requestAnimationFrame(look);
                const ready = performance.now();
                const cell = table.querySelector("tbody td[tabindex='0']") ?? table.querySelector("tbody td");
                cell.focus();
                const before = document.activeElement;
                before.dispatchEvent(new KeyboardEvent("keydown",
                    {key: "ArrowDown", code: "ArrowDown", bubbles: true, cancelable: true}));
                requestAnimationFrame(() => requestAnimationFrame(() => resolve({
                    table: painted, ready, interaction: performance.now(),
                    moved: document.activeElement !== before,
                })));
            };
            look();
        })"""
    )
    if not marked.pop("moved"):
        raise RuntimeError("the grid did not answer the arrow key")
    return marked
