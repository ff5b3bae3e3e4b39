"""Counts of what happened, in the text format of Prometheus."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# name: (what it counts, its label)
COUNTERS = {
    "problems": ("Refusals and failures, by code.", "code"),
    "left": ("Requests whose client left before the answer, by method.", "method"),
    "reloads": ("Changes of the dossier, by outcome.", "outcome"),
    "cache": ("Answers looked up among those given before, by outcome.", "outcome"),
}


class Metrics:
    """The counters of one application; threads may count at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: Counter[tuple[str, str]] = Counter()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: dict[str, float] = {}
        self._buckets: Counter[tuple[str, float]] = Counter()

    def count(self, name: str, value: str) -> None:
        """Count one of ``name``, with ``value`` for its label."""
        with self._lock:
            self._counters[name, value] += 1

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._requests[route, status] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds
            for bucket in BUCKETS:
                if seconds <= bucket:
                    self._buckets[route, bucket] += 1

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Return all counters, and ``gauges``: what each means and its value now."""
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines(gauges))

    def _lines(self, gauges: Mapping[str, tuple[str, float]]) -> Iterator[str]:
        for name, (text, value) in gauges.items():
            kind = "counter" if name.endswith("_total") else "gauge"
            yield from _head(name, text, kind)
            yield f"wijgraph_{name} {value:g}"
        for name, (text, label) in COUNTERS.items():
            yield from _head(f"{name}_total", text, "counter")
            for (own, outcome), count in sorted(self._counters.items()):
                if own == name:
                    yield f'wijgraph_{name}_total{{{label}="{_escaped(outcome)}"}} {count}'
        yield from _head("requests_total", "Requests, by route and status.", "counter")
        for (route, status), count in sorted(self._requests.items()):
            yield f'wijgraph_requests_total{{route="{_escaped(route)}",status="{status}"}} {count}'
        name = "request_seconds"
        yield from _head(name, "Seconds until the answer was sent, by route.", "histogram")
        for route in sorted(self._seconds):
            label = f'route="{_escaped(route)}"'
            total = sum(n for (own, _), n in self._requests.items() if own == route)
            for bucket in BUCKETS:
                count = self._buckets[route, bucket]
                yield f'wijgraph_{name}_bucket{{{label},le="{bucket:g}"}} {count}'
            yield f'wijgraph_{name}_bucket{{{label},le="+Inf"}} {total}'
            yield f"wijgraph_{name}_sum{{{label}}} {self._seconds[route]:.6f}"
            yield f"wijgraph_{name}_count{{{label}}} {total}"


def _head(name: str, text: str, kind: str) -> tuple[str, str]:
    return f"# HELP wijgraph_{name} {text}", f"# TYPE wijgraph_{name} {kind}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
