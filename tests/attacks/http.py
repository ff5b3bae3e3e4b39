"""Samples over HTTP: what is sent, and whether the answer is one of those expected."""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx

from tests.attacks.bench import SECONDS, SLACK, Bench
from tests.attacks.payloads import Attack, seconds, statuses

LONG = 8_000  # bytes of a query that may be too long for an address
BOUNDED = {400, 413, 504, 507}
MEDIA = re.compile(r"(?:text|application)/[\w.+-]+")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    text: str
    took: float

    @property
    def code(self) -> str:
        """The code of the problem, if it is one."""
        if "problem+json" not in self.headers.get("content-type", ""):
            return ""
        return str(json.loads(self.text)["code"])


def run(bench: Bench, attack: Attack) -> None:
    """Send a sample whose payload is of a known kind, and check what comes back."""
    content = attack.content(bench.port)
    if attack.kind == "sparql":
        answers = by_get_and_post(bench, str(content))
    elif attack.kind == "raw":
        data = content if isinstance(content, bytes) else content.encode()
        answers = [raw(bench, data)]
    elif attack.kind == "get":
        path, _, header = content.partition("  ")
        name, _, value = header.partition(": ")
        answers = [send(bench, "GET", path, headers={name: value} if name else {})]
    elif attack.kind == "header":
        answers = [send(bench, "GET", "/sparql?query=ASK%7B%7D", headers=dict([content]))]
    elif attack.kind == "body":
        answers = [send(bench, "POST", "/sparql", content.encode(), FORM)]
    else:
        raise AssertionError(f"{attack.id}: {attack.kind!r} is no kind of payload for http")
    for answer in answers:
        check(bench, attack, answer)
    bench.check(*(answer.text + str(answer.headers) for answer in answers))


def by_get_and_post(bench: Bench, query: str) -> list[Answer]:
    """Return the answers to a query in the address, as a form and as a body, asked at once."""
    encoded = query.encode(errors="replace")
    asked = [
        ("GET", f"/sparql?query={quote(encoded)}", b"", {}),
        ("POST", "/sparql", urlencode({"query": encoded}).encode(), FORM),
    ]
    if len(encoded) > LONG:
        del asked[0]
        asked += [("POST", "/sparql", encoded, {"Content-Type": "application/sparql-query"})]
    with ThreadPoolExecutor(len(asked)) as threads:
        return list(threads.map(lambda one: send(bench, *one), asked))


def send(
    bench: Bench, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> Answer:
    """Return the answer to a request."""
    start = time.monotonic()
    with bench.client() as client:
        response = client.request(method, path, content=body, headers=headers)
    took = time.monotonic() - start
    return Answer(response.status_code, response.headers, response.text, took)


def raw(bench: Bench, data: bytes, wait: float = 5) -> Answer:
    """Return the answer to bytes that a client would not send."""
    bench.alive()
    url = httpx.URL(bench.url)
    found, start = b"", time.monotonic()
    with socket.create_connection((url.host, url.port or 0)) as link:
        link.settimeout(wait)
        try:
            link.sendall(data)
            while part := link.recv(65536):
                found += part
                if whole(found):
                    break
        except (TimeoutError, ConnectionError):
            pass
    head, _, body = found.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split()[1]) if found else 0
    headers = httpx.Headers([line.split(": ", 1) for line in lines[1:] if ": " in line])  # type: ignore[arg-type]
    return Answer(status, headers, body.decode(errors="replace"), time.monotonic() - start)


def whole(found: bytes) -> bool:
    """Return whether an answer is complete."""
    head, end, body = found.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.I)
    return bool(end and length and len(body) >= int(length[1]))


def check(bench: Bench, attack: Attack, answer: Answer) -> None:
    """Fail when ``answer`` is not what the sample expects; without the guard, when it is harm."""
    told = f"{attack.id}: {answer.status} {answer.text[:300]}"
    limit: float = SECONDS
    if bench.guard and (said := seconds(attack.expected)):
        limit = said
    assert answer.took < limit + SLACK, f"{told} took {answer.took:.1f} s"
    assert 200 <= answer.status < 600, told
    assert answer.status != 500, told
    # What is no HTTP at all is refused before the application sees it.
    if answer.status != 400 or answer.code:
        assert answer.headers["X-Content-Type-Options"] == "nosniff", told
    if bench.guard:
        check_status(attack, answer, told)
        check_rest(attack, answer, told)


def check_status(attack: Attack, answer: Answer, told: str) -> None:
    """Fail when the status is none of those that are expected."""
    expected = attack.expected
    allowed = statuses(expected)
    if "bounded" in expected:
        allowed |= BOUNDED
    if "right answer" in expected or re.search(r"\bor (?:text|application)/", expected):
        allowed.add(200)
    if allowed:
        assert answer.status in allowed, told
    elif re.search(r"\berror\b", expected):
        assert answer.status >= 400, told


def check_rest(attack: Attack, answer: Answer, told: str) -> None:
    """Fail when the body or the headers are not as expected."""
    expected = attack.expected
    if answer.status == 200 and "zero rows" in expected:
        assert json.loads(answer.text)["results"]["bindings"] == [], told
    if kind := re.search(r"problem type ([\w-]+)", expected):
        assert answer.code in {kind[1], "query-timeout"} - (
            set() if "limit" in kind[1] else {"query-timeout"}
        ), told
    if answer.status >= 400:
        assert "text/html" not in answer.headers.get("content-type", ""), told
    if media := MEDIA.match(expected):
        assert answer.headers["content-type"].startswith(media[0]), told
    for name in ("Allow", "Vary"):
        if re.search(rf"\b{name}: ", expected):
            assert name in answer.headers, told
