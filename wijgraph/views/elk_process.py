"""The program that a layout process runs: the Eclipse Layout Kernel (elkjs) in QuickJS.

``views.elk`` starts it and is its only caller. Each line of standard input is one JSON text: first
the source of elkjs, then graphs. Each graph is answered by one line of JSON. It ends when its input
does, so that it never outlives the process that started it.
"""

import json
import signal
import sys

MIB = 2**20
MEMORY = 2048 * MIB  # of JavaScript; the largest picture of the WIJ dossier takes some 60 MiB
STACK = 4 * MIB  # elkjs calls itself for each node on a path; the main thread has 8 MiB

# What makes a bare engine enough of a web worker for elkjs.
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
  answer = null;
  const request = { cmd: "layout", graph: JSON.parse(graph), layoutOptions: {}, options: {} };
  onmessage({ data: { id: 1, ...request } });
  return JSON.stringify(answer);
}
"""


def main() -> None:
    """Answer one graph after the other until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    from quickjs import Context, JSException

    context = Context()
    context.set_memory_limit(MEMORY)
    context.set_max_stack_size(STACK)
    source = json.loads(sys.stdin.readline())
    for script in (WORKER, source, LAYOUT):
        context.eval(script)
    layout = context.get("layout")
    for graph in sys.stdin:
        try:
            answer = layout(graph)
        except JSException as error:  # such as a stack overflow
            answer = failure(error)
        print(answer, flush=True)


def failure(error: Exception) -> str:
    """Return ``error`` as an answer."""
    return json.dumps({"error": f"{type(error).__name__}: {error}".partition("\n")[0]})


if __name__ == "__main__":
    try:
        main()
    except Exception as problem:  # such as QuickJS missing: told to who waits for an answer
        print(failure(problem), flush=True)
