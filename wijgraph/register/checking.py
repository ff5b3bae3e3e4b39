"""Validation of a register: each dossier on its own, in processes, and only what has changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from wijgraph.dossier import Dossier
from wijgraph.errors import ShapesError, WijgraphError
from wijgraph.graph.documents import Document
from wijgraph.graph.manifest import CHECKS, COUNTS, REGISTER, Entry, Validated
from wijgraph.messages import LANGUAGES, Message
from wijgraph.model import Checks, Finding, Position, Report
from wijgraph.register.findings import as_triples, findings_in, idle_in
from wijgraph.register.register import SHARED, Register
from wijgraph.safety.children import alone
from wijgraph.validation.counting import notice
from wijgraph.validation.rules import Rule
from wijgraph.validation.run import check_documents

SHARED_COUNTS = ("shapes", "left_out", "given")
ORDER = {"violation": 0, "warning": 1, "info": 2}

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Overview:
    """What the rules find in a register: by dossier, those with the worst findings first."""

    findings: Mapping[str, Sequence[Finding]]
    rules: Mapping[str, Rule]
    checked: int  # dossiers that were validated now; the others had not changed
    checks: Mapping[str, Checks] = field(default_factory=dict)  # by dossier
    idle: Mapping[str, str] = field(default_factory=dict)  # rules that looked at nothing in any

    @property
    def report(self) -> Report:
        """All findings in one report; the place of each is the name of its dossier."""
        found = [
            replace(finding, position=Position(slug, None, None))
            for slug, findings in self.findings.items()
            for finding in findings
        ]
        found.sort(key=lambda finding: ORDER[finding.severity])
        counts = [asdict(checks) for checks in self.checks.values()]
        whole = Checks(**{name: sum(count[name] for count in counts) for name in CHECKS})
        # Those that dossiers share are the same: the rules are not more for it.
        most = {name: max((count[name] for count in counts), default=0) for name in SHARED_COUNTS}
        notices = [
            notice("nothing-checked", slug, Position(slug, None, None))
            for slug, checks in self.checks.items()
            if not checks.total
        ]
        if not self.findings:
            notices.append(notice("register-empty", ""))
        return Report(
            conforms=not found,
            findings=tuple(found),
            notices=tuple(notices),
            checks=replace(whole, **most),
        )


def validate(
    register: Register,
    slugs: Sequence[str] = (),
    *,
    every: bool = False,
    keep: bool = True,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Overview:
    """Check the dossiers called ``slugs``, or all, that changed since; ``every``: whether or not.

    With ``keep`` what is found is written to the store: what ``progress`` was told of stays, it
    gets how many are done, of how many, and which.

    Raises ShapesError for rules that are broken, StoreError for a store that fails.
    """
    chosen = register.chosen(slugs)
    waiting = [entry for entry in chosen if every or not entry.fresh]
    found: dict[str, Sequence[Finding]] = {}
    done = 0
    checks: dict[str, Checks] = {}
    idle: list[Mapping[str, str]] = []
    for results in _checked(register, waiting, processes):
        if keep:
            register.found(
                (entry, validated, as_triples(findings, validated.findings, quiet))
                for entry, validated, findings, quiet in results
            )
        for entry, validated, findings, quiet in results:
            found[entry.slug] = findings
            idle.append(quiet)
            checks |= {entry.slug: validated.checks} if validated.checks else {}
            done += 1
            if progress:
                progress(done, len(waiting), entry.slug)
    for entry in chosen:
        if entry.slug not in found and entry.validated:
            found[entry.slug] = findings_in(register.store, entry.validated.findings)
            idle.append(idle_in(register.store, entry.validated.findings))
            checks |= {entry.slug: entry.validated.checks} if entry.validated.checks else {}
    return Overview(
        {slug: found[slug] for slug in sorted(found, key=lambda slug: _badness(slug, found[slug]))},
        _rules(register, chosen),
        len(waiting),
        checks,
        {rule: code for rule, code in idle[0].items() if all(rule in quiet for quiet in idle)}
        if idle
        else {},
    )


def _badness(slug: str, findings: Sequence[Finding]) -> tuple[int, int, int, str]:
    violations, warnings, infos = (-sum(f.severity == kind for f in findings) for kind in COUNTS)
    return violations, warnings, infos, slug


# Findings, how much was looked at, and the rules that looked at nothing.
Found = tuple[list[Finding], Checks | None, Mapping[str, str]]
Result = tuple[Entry, Validated, Sequence[Finding], Mapping[str, str]]


def _checked(
    register: Register, waiting: Sequence[Entry], processes: int | None
) -> Iterator[list[Result]]:
    """Yield the results as they come, those that come together at once."""
    if not waiting:
        return
    # A new process, and no fork of this one: the store has threads of its own.
    with alone(), ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running: dict[Future[Found], Entry] = {}
        left, fetched = iter(waiting), _fetching(register)
        try:
            while True:
                # No more than what keeps them busy is fetched from the store.
                while len(running) < 2 * _workers(processes) and (entry := next(left, None)):
                    running[pool.submit(check, fetched(entry))] = entry
                if not running:
                    return
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                yield [_result(running.pop(future), future) for future in ended]
        except BaseException:
            # Not by shutdown(wait=False): then Python 3.11 may wait for ever at the end.
            for future in running:
                future.cancel()
            raise


def _workers(processes: int | None) -> int:
    import os

    return processes or os.cpu_count() or 1


def _fetching(register: Register) -> Callable[[Entry], dict[str, str]]:
    """Return what fetches a dossier; the graphs that many share are fetched once."""

    def graph(iri: str) -> str:
        return register.store.ntriples(iri).decode()

    shared = lru_cache(maxsize=2 * len(SHARED))(graph)

    def fetched(entry: Entry) -> dict[str, str]:
        own = {part: shared(entry.graphs[part]) for part in SHARED}
        return own | {"data": graph(entry.graphs["data"])}

    return fetched


def _result(entry: Entry, future: Future[Found]) -> Result:
    try:
        findings, checks, idle = future.result()
    except WijgraphError as error:
        reason = {language: error.told(language) for language in LANGUAGES}
        raise ShapesError(Message("register.not-checked", name=entry.slug, reason=reason)) from None
    now = datetime.now(UTC)
    counts = {kind: sum(f.severity == kind for f in findings) for kind in COUNTS}
    graph = f"{REGISTER}{entry.slug}/{entry.fingerprint}/findings-{now:%Y%m%dT%H%M%S%f}"
    at = now.isoformat(timespec="seconds").replace("+00:00", "Z")
    return entry, Validated(entry.fingerprint, at, counts, graph, checks), findings, idle


def check(parts: Mapping[str, str]) -> Found:
    """Return what the rules of a dossier find in it, and how much they looked at.

    This runs in a process of its own.
    """
    ontology, shapes = (_document(part, parts[part]) for part in ("ontology", "shapes"))
    data = Document("data", parts["data"], "ntriples")
    checked = check_documents(Dossier(Path()), [ontology], [data], [shapes])
    findings = [replace(f, position=None, shape_position=None) for f in checked.report.findings]
    return findings, checked.report.checks, checked.idle


@lru_cache(maxsize=8)
def _document(name: str, text: str) -> Document:
    """Return a document that many dossiers have, so that it is parsed once."""
    return Document(name, text, "ntriples")


def _rules(register: Register, chosen: Sequence[Entry]) -> dict[str, Rule]:
    """Return the rules that the dossiers share, by id."""
    from wijgraph.namespaces import DCT
    from wijgraph.shacl.index import Index

    found: dict[str, Rule] = {}
    for graph in dict.fromkeys(entry.graphs["shapes"] for entry in chosen):
        shapes = Index(register.store.triples([graph]))
        for shape in shapes.subjects(DCT + "identifier"):
            rule = Rule.of(shapes, shape)
            found.setdefault(rule.id, rule)
    return found
