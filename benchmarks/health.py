"""Ask whether a service lives, each time over a new connection, from the moment its port is open.

``python -m benchmarks.health PORT EVERY`` writes one line for each time: when, on the clock that
does not jump, and after how many seconds the answer came, or ``refused``. It ends with its input.
"""

import select
import socket
import sys
import time

ASKED = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LONGEST = 30.0


def asked(port: int) -> float | None:
    """Return after how many seconds the answer came; None when it did not."""
    start = time.monotonic()
    found = b""
    try:
        with socket.create_connection(("127.0.0.1", port), LONGEST) as link:
            link.sendall(ASKED)
            while part := link.recv(4096):
                found += part
    except OSError:
        return None
    return time.monotonic() - start if found.startswith(b"HTTP/1.1 200") else None


def main() -> None:
    """Ask until nobody listens."""
    port, every = int(sys.argv[1]), float(sys.argv[2])
    while asked(port) is None:
        time.sleep(0.005)
    due = time.monotonic()
    while not select.select([sys.stdin], [], [], max(0.0, due - time.monotonic()))[0]:
        start = time.monotonic()
        due = start + every
        took = asked(port)
        print(start, "refused" if took is None else took, flush=True)


if __name__ == "__main__":
    main()
