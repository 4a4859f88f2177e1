"""Timing of things in turn, so that whatever else the machine does troubles all alike."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

Figure = dict[str, Any]


def compare(
    ours: Callable[[], object],
    bare: Callable[[], object],
    runs: int,
    door: Callable[[], object] | None = None,
    before: Callable[[], object] = lambda: None,
) -> Figure:
    """Return medians and 95th percentiles in milliseconds; `door` is a second baseline.

    `before` readies what the next turn of each is given, outside the time that is taken.
    """
    works = [ours, bare, *([door] if door else [])]
    for _ in range(min(3, runs)):
        before()
        for work in works:
            work()
    gc.collect()
    times: list[list[float]] = [[] for _work in works]
    for _ in range(runs):
        before()
        for work, taken in zip(works, times, strict=True):
            started = time.perf_counter()
            work()
            taken.append((time.perf_counter() - started) * 1000)
    figure = {
        "median": statistics.median(times[0]),
        "p95": p95(times[0]),
        "bare": statistics.median(times[1]),
        "bare_p95": p95(times[1]),
    }
    if door:
        figure |= {"door": statistics.median(times[2]), "door_p95": p95(times[2])}
    return figure


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]
