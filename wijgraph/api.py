"""The Python interface: a dossier that one can question, validate and explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijgraph import dossier as dossiers
from wijgraph.errors import WijgraphError, extra
from wijgraph.graph import Graph
from wijgraph.messages import Message
from wijgraph.model import Finding, Report, Table, Term
from wijgraph.queries import catalogue, run
from wijgraph.safety.service import refuse_service

if TYPE_CHECKING:
    from datetime import date

    from wijgraph.analysis.chains import Chains
    from wijgraph.analysis.changes import Difference
    from wijgraph.analysis.explain import Explanation
    from wijgraph.analysis.whatif import WhatIf
    from wijgraph.queries.empty import Empty
    from wijgraph.views import NetworkView


STORES = ("oxigraph:", "http://", "https://")


@dataclass(frozen=True)
class Result:
    """The rows of a query, with the labels of what is in them."""

    table: Table
    graph: Graph
    query: catalogue.NamedQuery | None = None
    terms: Mapping[str, Term] = field(default_factory=dict)  # that its parameters were bound to
    text: str = ""  # of a query of one's own
    dated: bool = False  # whether it is about one day

    @property
    def empty(self) -> "Empty | None":
        """Why there are no rows; None when there are."""
        from wijgraph.queries.empty import of_question, of_text

        if self.table.rows:
            return None
        if self.query is None:
            return of_text(self.graph, self.text)
        return of_question(self.graph, self.query, self.terms, dated=self.dated)

    def rows(self, language: str = "nl") -> list[dict[str, str]]:
        """Return the rows as a person reads them: labels for nodes, text for literals."""
        return [
            {column: self.graph.text(term, language) for column, term in row.items()}
            for row in self.table
        ]

    def df(self, language: str | None = None) -> Any:
        """Return the rows as a pandas DataFrame: IRIs, or labels when a ``language`` is given.

        Raises WijgraphError when pandas is not installed.
        """
        with extra("notebook", "pandas"):
            import pandas as pd
        if language:
            return pd.DataFrame(self.rows(language), columns=list(self.table.columns))
        rows = [[None if t is None else t.value for t in row] for row in self.table.rows]
        return pd.DataFrame(rows, columns=list(self.table.columns))


class Dossier:
    """A dossier of governance: its graph, questions and rules.

    With ``at`` it is what held on that day, as far as its dates are known; with ``formal`` only
    what statutes, laws and agreements say; with ``store`` it is what lies there, and ``files`` has
    the questions and the rules as text. Nothing is read before it is needed; what is read once is
    kept.
    """

    def __init__(
        self,
        files: dossiers.Dossier,
        at: "date | None" = None,
        store: str | None = None,
        *,
        formal: bool = False,
    ) -> None:
        self.files = files
        self.at = at
        self.store = store
        self.formal = formal

    @cached_property
    def graph(self) -> Graph:
        """The graph, with derived edges."""
        graph = self.whole
        if self.at is not None:
            from wijgraph.analysis.selection import as_of

            graph = Graph(self.files, as_of(graph, self.at))
        if self.formal:
            from wijgraph.analysis.selection import formal

            graph = Graph(self.files, formal(graph))
        return graph

    @cached_property
    def whole(self) -> Graph:
        """The graph of all that is written, of whatever day."""
        if self.store is None:
            return Graph(self.files)
        from wijgraph.graph.stored import stored
        from wijgraph.store.opening import Spec

        return stored(self.files, Spec.of(self.store))

    def fetched(self) -> "Dossier":
        """Return this dossier in memory, wherever it lies: what a store holds is copied once."""
        if self.store is None:
            return self
        copy = Dossier(self.files, self.at, formal=self.formal)
        copy.whole = Graph(self.files, self.whole.documents)
        return copy

    @property
    def state(self) -> str:
        """What is another text when what a store holds has changed; empty without a store."""
        if self.store is None:
            return ""
        from wijgraph.graph.stored import state
        from wijgraph.store.opening import Spec

        return state(Spec.of(self.store))

    @cached_property
    def queries(self) -> Mapping[str, catalogue.NamedQuery]:
        """The named questions, by id."""
        return catalogue.read_catalogue(self.files.files("queries"))

    def query(self, name: str, **values: str) -> Result:
        """Return the answer to the question called ``name``, or to SPARQL text.

        Raises QueryError when it is unknown or malformed, ParameterError for a wrong parameter.
        """
        if any(c in name for c in " \n{"):
            if values:
                raise WijgraphError(Message("dossier.text-with-parameters"))
            refuse_service(name)
            store = self.graph.store
            table = store.select(name)
            return Result(store.forms.table(table, name), self.graph, text=name)
        answer = run.ask(self.graph, run.pick(self.queries, name), values)
        dated = self.at is not None
        return Result(answer.table, self.graph, answer.query, answer.terms, dated=dated)

    def validate(self, *, lenient: bool = False, allow_nothing_checked: bool = False) -> Report:
        """Return the findings of the dossier's rules on all that is written, of whatever day.

        ``passes`` in it tells whether something was looked at and nothing found, as ``conforms`` in
        JSON does; ``conforms`` in Python is that of SHACL, where to look at nothing is to find
        nothing. ``checks`` tells how much was looked at. With ``lenient`` rules that are broken are
        left out, and its ``notices`` tell of them.

        Raises ShapesError, with all that is wrong, when the rules are broken; NothingCheckedError
        when no rule looked at any node, unless that is allowed.
        """
        from wijgraph.validation.run import validate

        return validate(self.whole, lenient=lenient, allow_nothing_checked=allow_nothing_checked)

    def explain(self, name: str, language: str = "nl") -> "Explanation":
        """Return what is known of an actor or a fact, with evidence.

        Raises UnknownNodeError when nothing is called that, AmbiguousNameError when several are.
        """
        from wijgraph.analysis.explain import explain

        return explain(self.graph, self.graph.node(name), language)

    def paths(self, one: str, other: str, *, at: "date | None" = None) -> "Chains":
        """Return the routes of authority and of accountability between two actors.

        Raises UnknownNodeError when one of them is not known.
        """
        from wijgraph.analysis.chains import chains
        from wijgraph.analysis.links import actor_called

        facts = self.graph.facts
        return chains(facts, actor_called(facts, one), actor_called(facts, other), at=at)

    def whatif(
        self, scenario: Path | str, *, at: "date | None" = None, strict: bool = False
    ) -> "WhatIf":
        """Return what a scenario changes: a file, or the name of one that comes with the dossier.

        Raises DossierError when there is none, or when it cannot be applied.
        """
        from wijgraph.analysis.scenario import find
        from wijgraph.analysis.whatif import whatif

        found = find(self.files, str(scenario))
        return whatif(self.files, found, at=at, strict=strict, graph=self.whole)

    def diff(self, before: str, after: str) -> "Difference":
        """Return what differs between two dossiers, files or ``git:`` revisions.

        Raises DossierError when one of them cannot be read.
        """
        from wijgraph.analysis.changes import compare
        from wijgraph.analysis.revisions import side

        return compare(side(before, self.files), side(after, self.files), self.graph)

    def view(
        self,
        name: str | None = None,
        language: str = "nl",
        *,
        focus: str | None = None,
        steps: int = 1,
        at: "date | str | None" = None,
        modality: Sequence[str] = (),
        process: Sequence[str] = (),
        source: Sequence[str] = (),
    ) -> "NetworkView":
        """Return the view called ``name``, that of an actor, or without a name the whole graph.

        ``focus`` and ``steps`` keep what is near one actor, ``at`` what holds on a day; the others
        keep the lines that have one of these values, such as ``modality=["statutory"]``.

        >>> import wijgraph
        >>> view = wijgraph.open().view("toezicht", "en", focus="rvb")
        >>> "executive board" in view.to_svg()
        True

        Raises UnknownNodeError for an unknown view or focus, ParameterError for another value that
        is wrong.
        """
        from wijgraph.views import NetworkView, narrowed

        network = narrowed(
            self.graph.facts,
            name,
            focus=focus,
            steps=steps,
            at=at,
            modality=tuple(modality),
            process=tuple(process),
            source=tuple(source),
        )
        return NetworkView(network, language, lambda: self._findings(network, name))

    def _findings(self, network: Any, name: str | None) -> Sequence[Finding]:
        """Return what the rules find: in all, or about what a view shows."""
        findings = self.validate(allow_nothing_checked=True).findings
        if name is None:
            return findings
        shown = {data["iri"] for _, data in network.nodes(data=True)}
        shown |= {data["iri"] for *_, data in network.edges(data=True)}
        return [finding for finding in findings if finding.focus.value in shown]


def open(  # noqa: A001 - wijgraph.open() reads well
    root: Path | str | None = None, at: "date | None" = None, *, store: str | None = None
) -> Dossier:
    """Return the dossier in the folder ``root``, or the built-in WIJ dossier.

    With ``at``, by default the day that ``dossier.toml`` names, it holds what held then. With
    ``store``, ``"oxigraph:DIR"`` or the address of a SPARQL endpoint, it is the dossier that lies
    there, and ``root`` has its questions and rules as files; ``#name`` behind it tells which one,
    where there are several. ``root`` itself may be such a store.

    >>> import wijgraph
    >>> len(wijgraph.open().query("who-steers-whom").table) > 0
    True

    Raises DossierError when the folder is no dossier, StoreError when the store cannot be had.
    """
    if store is None and isinstance(root, str) and root.startswith(STORES):
        root, store = None, root
    if store is not None:
        from wijgraph.store.opening import Spec

        Spec.of(store)  # what is no store is told now
    files = dossiers.find(root)
    return Dossier(files, at or files.about.day, store)
