"""The table of figures, and its place in docs/performance.md."""

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
LIMITS = {
    "journal page 30 × 60": 3.0,
    "diary: week": 3.0,
    "diary: subject": 3.0,
    "save 30 marks: service": 4.0,
    "save 30 marks: request": 4.0,
    "save one mark: service": 5.0,
    "save one mark: request": 5.0,
}
MOST_QUERIES, MOST_BYTES, INTERACTION, AT_REGION = 12, 350_000, 1000, 1.3


Results = dict[str, dict[str, Any]]


def figures(results: Results, turns: list[Results], *, quick: bool) -> str:
    """Return everything measured as Markdown; in the `turns` college and region were measured one after the other."""
    parts = [machine() + (" Quick run: the figures mean nothing." if quick else "")]
    for scale, result in results.items():
        counts = result["counts"]
        parts.append(
            f"### One of {counts['organizations']:,} organisations, {counts['students']:,} students, "
            f"{counts['marks']:,} marks\n\n" + timed(result)
        )
        if scale == "college":
            parts.append(browser(result.get("browser")) + load(result["load"]))
    if "region" in results:
        parts.append("### Region against college\n\n" + growth(turns) + scans(results["region"]["plans"]))
    return "\n\n".join(parts) + "\n"


def timed(result: dict[str, Any]) -> str:
    """Return the table of what was measured beside its baselines; times are in milliseconds.

    What comes through the door is held against the baseline behind it.
    """
    lines = [
        "| what | median | p95 | bare | its p95 | ratio | bare behind the same door | its p95 | ratio to it "
        "| at most | met | queries | HTML |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |",
    ]
    for name, row in (result["pages"] | result["saves"]).items():
        of_p95 = name.startswith("save one mark")
        met = ratio(row, "door" if "door" in row else "bare", of_p95) <= LIMITS[name]
        if "queries" in row:
            met = met and row["queries"] <= MOST_QUERIES and row["bytes"] < MOST_BYTES
        lines.append(
            f"| {name} | {row['median']:.1f} | {row['p95']:.1f} | {beside(row, 'bare', of_p95)} | "
            f"{beside(row, 'door', of_p95)} | {LIMITS[name]:g}× | {yes(met)} | "
            f"{row.get('queries', '')} | {kilobytes(row.get('bytes'))} |"
        )
    return "\n".join(lines)


def beside(row: dict[str, Any], baseline: str, of_p95: bool) -> str:
    """Return the columns of a baseline; empty for what has none."""
    if baseline not in row:
        return " |  | "
    told = f"{ratio(row, baseline, of_p95):.1f}×{' (p95)' if of_p95 else ''}"
    return f"{row[baseline]:.1f} | {row[f'{baseline}_p95']:.1f} | {told}"


def ratio(row: dict[str, Any], baseline: str, of_p95: bool) -> float:
    """Return how many times the baseline ours takes: by the median, or by the 95th percentile."""
    ours, theirs = ("p95", f"{baseline}_p95") if of_p95 else ("median", baseline)
    return float(row[ours] / row[theirs])


def browser(row: dict[str, float] | None) -> str:
    """Return the browser's figures."""
    if row is None:
        return ""
    return (
        f"Journal page in Chromium at a 4× slowed processor: table there {row['table']:.0f} ms, listening "
        f"{row['ready']:.0f} ms, answered an arrow key {row['interaction']:.0f} ms after the navigation "
        f"began (medians; at most {INTERACTION} ms: {yes(row['interaction'] < INTERACTION)}); on the very "
        f"first visit, nothing in the cache: {row['first visit']:.0f} ms.\n\n"
    )


def load(row: dict[str, float]) -> str:
    """Return what eight teachers saved and what became of it."""
    wrong = sum(row[name] for name in ("errors", "lost", "never told", "history beyond the changes"))
    return (
        f"Eight teachers saving for {row['seconds']:.0f} s: {row['requests']:,} requests with "
        f"{row['changes']:,} changes, {row['errors']} errors, {row['lost']} marks lost, "
        f"{row['never told']} that nobody was told of, {row['history beyond the changes']} history rows "
        f"too many; a request took {row['median']:.0f} ms (median), {row['p95']:.0f} ms (p95). "
        f"Met: {yes(not wrong)}."
    )


def growth(turns: list[Results]) -> str:
    """Return how much longer the same takes in a region: by the lowest median of the turns of each."""
    lines = ["| what | college | region | ratio | met |", "| --- | ---: | ---: | ---: | --- |"]
    college, region = (lowest([turn[scale] for turn in turns]) for scale in ("college", "region"))
    for name, time in region.items():
        times = time / college[name]
        lines.append(f"| {name} | {college[name]:.1f} | {time:.1f} | {times:.2f}× | {yes(times <= AT_REGION)} |")
    return "\n".join(lines)


def lowest(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the lowest median of each thing measured."""
    found = [{**row["pages"], **row["saves"]} for row in rows]
    return {name: min(each[name]["median"] for each in found) for name in found[0]}


def scans(plans: dict[str, dict[str, str]]) -> str:
    """Return which of the pages and actions read a large table whole."""
    found = [f"{name} ({', '.join(tables)})" for name, tables in plans.items() if tables]
    return (
        f"\n\nExplained at the size of the region: {', '.join(plans)}. "
        f"Large tables read whole: {'; '.join(found) or 'none'}."
    )


def machine() -> str:
    """Return the day and the machine."""
    info = Path("/proc/cpuinfo")
    name = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    processor = name[1] if name else platform.processor() or platform.machine()
    load1 = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%d.%m.%Y}; {os.cpu_count()} × {processor}; Python {platform.python_version()}; "
        f"load average {load1:.1f} at the end."
    )


def publish(text: str) -> None:
    """Put the figures in their place on the page."""
    before, _begin, rest = PAGE.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{after}")


def yes(met: bool) -> str:
    return "yes" if met else "**no**"


def kilobytes(size: int | None) -> str:
    return "" if size is None else f"{size / 1000:.0f} KB"
