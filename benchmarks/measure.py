"""Timing of two things in turn, so that whatever else the machine does troubles both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

Figure = dict[str, Any]


def compare(ours: Callable[[], object], bare: Callable[[], object], runs: int) -> Figure:
    """Return medians and 95th percentiles of both, in milliseconds, and how many times ours takes."""
    for _ in range(min(3, runs)):
        ours()
        bare()
    gc.collect()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for place, work in enumerate((ours, bare)):
            started = time.perf_counter()
            work()
            times[place].append((time.perf_counter() - started) * 1000)
    return {
        "median": statistics.median(times[0]),
        "p95": p95(times[0]),
        "bare": statistics.median(times[1]),
        "bare_p95": p95(times[1]),
    }


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]
