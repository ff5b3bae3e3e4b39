"""The layout engine: the Eclipse Layout Kernel in JavaScript (https://github.com/kieler/elkjs).

It runs in QuickJS, or in V8 where that is installed (the extra ``fast``), which gives the same
answers seven times sooner.
"""

import atexit
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

# What makes a bare engine enough of a worker for ELK.
WORKER = """
globalThis.self = globalThis;
globalThis.console = { log() {}, warn() {}, error() {} };
globalThis.setTimeout = (run) => { run(); return 0; };
globalThis.clearTimeout = () => {};
globalThis.answer = null;
globalThis.postMessage = (message) => { answer = message; };
"""
LAYOUT = """
onmessage({ data: { id: 0, cmd: "register", algorithms: ["layered"] } });
function layout(graph) {
  const request = { cmd: "layout", graph: JSON.parse(graph), layoutOptions: {}, options: {} };
  onmessage({ data: { id: 1, ...request } });
  return JSON.stringify(answer);
}
"""


@cache
def engine() -> Callable[[str], str]:
    """Return the layout engine that is there: from a graph to its answer, both as JSON."""
    try:
        from py_mini_racer import MiniRacer
    except ImportError:
        return quickjs()
    # Made where no event loop runs, as one does in a notebook: it would end with that.
    with ThreadPoolExecutor(1) as apart:
        context = apart.submit(MiniRacer).result()
    atexit.register(context.close)  # later, V8 would wait for a thread that is gone
    for script in (WORKER, elk_source(), LAYOUT):
        context.eval(script)
    return lambda graph: str(context.call("layout", graph))


def quickjs() -> Callable[[str], str]:
    """Return the layout engine in QuickJS: from a graph to its answer, both as JSON."""
    from quickjs import Context

    context = Context()
    for script in (WORKER, elk_source(), LAYOUT):
        context.eval(script)
    layout: Callable[[str], str] = context.get("layout")
    return layout


@cache
def elk_source() -> str:
    """Return elkjs as it was published."""
    return files("wijgraph.views").joinpath("vendor/elk-worker.min.js").read_text("utf-8")
