"""Validating again after an edit, without looking at what the edit cannot matter to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from wijgraph.errors import ShapesError, reason_of
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import RDFS, shorten
from wijgraph.store import Triple, TripleStore
from wijgraph.validation.compiled.engine import FEW, Data, FailedError, find_at, find_by_node
from wijgraph.validation.compiled.leads import END, Lead, leads_of
from wijgraph.validation.compiled.lexical import Altered
from wijgraph.validation.compiled.model import Targets, UncompilableError
from wijgraph.validation.compiled.patterns import SUBCLASS, TYPE, exists, iri, written
from wijgraph.validation.compiled.queries import Compiled
from wijgraph.validation.engines import plan_of
from wijgraph.validation.index import Index
from wijgraph.validation.results import Result

IN_USE = "SELECT DISTINCT ?p WHERE { ?s ?p ?o }"


@contextmanager
def _refused(compiled: Compiled) -> Iterator[None]:
    """Raise ShapesError when a shape could not be checked."""
    try:
        yield
    except (UncompilableError, FailedError) as error:
        name = shorten(compiled.root.node.value).strip("<>")
        raise ShapesError(
            Message("validation.shape-unusable", name=name, reason=reason_of(error))
        ) from error


class Standing:
    """What shapes find in a store, kept up to date.

    After an edit ``again`` looks only at the focus nodes from which a path or a query of a shape
    leads to a changed triple. For a query that cannot be followed, and for blank nodes, it looks at
    all focus nodes of that shape; when the classes change, at everything. The results are those of
    validating all, as long as every changed triple is told, derived ones too.
    """

    def __init__(self, store: TripleStore, shapes: Index) -> None:
        """Validate all that is in ``store``.

        Raises ShapesError when a shape cannot be compiled: pySHACL cannot be asked about one node.
        """
        plan = plan_of(shapes)
        if plan.left:
            name = shorten(plan.left[0].shape.value).strip("<>")
            raise ShapesError(
                Message("validation.shape-not-compiled", name=name, reason=plan.left[0].reason)
            )
        rows = store.select(IN_USE)
        self._predicates = {term.value for row in rows if (term := row["p"])}
        self._data = Data(store, Altered(), predicates=self._predicates)
        self._shapes = shapes
        self._leads = [(compiled, leads_of(compiled.root)) for compiled in plan.compiled]
        self._found: list[dict[Term, list[Result]]] = [{} for _ in self._leads]
        self._validate_all()

    @property
    def results(self) -> list[Result]:
        """All results, as of the last validation."""
        return [r for found in self._found for results in found.values() for r in results]

    def again(self, changed: Iterable[Triple]) -> list[Result]:
        """Return the results after an edit; ``changed`` is each triple that is new or gone."""
        triples = list(changed)
        self._count({predicate.value for _, predicate, _ in triples})
        if any(predicate.value == RDFS + "subClassOf" for _, predicate, _ in triples):
            self._validate_all()
            return self.results
        known: dict[str, set[Term]] = {}
        for number, (compiled, leads) in enumerate(self._leads):
            nodes = self._affected(leads, triples, known)
            if any(node.kind == "bnode" for node in nodes or ()):
                nodes = None
            if nodes is None:
                self._validate(number, compiled)
            elif nodes:
                self._validate_at(number, compiled, nodes)
        return self.results

    def _count(self, predicates: Iterable[str]) -> None:
        """See which of these properties are in use now."""
        for name in predicates:
            if self._data.store.ask(f"ASK {{ ?s {iri(name)} ?o }}"):
                self._predicates.add(name)
            else:
                self._predicates.discard(name)

    def _validate_all(self) -> None:
        for number, (compiled, _) in enumerate(self._leads):
            self._validate(number, compiled)

    def _validate(self, number: int, compiled: Compiled) -> None:
        self._found[number] = {}
        with _refused(compiled):
            for node, result in find_by_node(self._data, compiled):
                self._found[number].setdefault(node, []).append(result)

    def _validate_at(self, number: int, compiled: Compiled, nodes: set[Term]) -> None:
        for node in nodes:
            self._found[number].pop(node, None)
        every = sorted(nodes, key=repr)
        for start in range(0, len(every), FEW):
            focus = self._focus(compiled.root.targets, every[start : start + FEW])
            with _refused(compiled):
                for node, result in find_at(self._data, compiled, focus) if focus else ():
                    self._found[number].setdefault(node, []).append(result)

    def _affected(
        self, leads: Iterable[Lead], changed: Iterable[Triple], known: dict[str, set[Term]]
    ) -> set[Term] | None:
        """Return the nodes that ``changed`` may matter to by ``leads``; None is all."""
        found: set[Term] = set()
        for lead in leads:
            ends = {
                end
                for subject, predicate, obj in changed
                if lead.names is None or iri(predicate.value) in lead.names
                for end in (subject, obj)
            }
            if ends and (lead.pattern is None or any(end.kind == "bnode" for end in ends)):
                return None
            if lead.pattern and ends:
                values = " ".join(sorted(map(written, ends)))
                query = (
                    f"SELECT DISTINCT ?this WHERE {{ VALUES {END} {{ {values} }} {lead.pattern} }}"
                )
                if query not in known:
                    known[query] = {
                        n for row in self._data.store.select(query) if (n := row["this"])
                    }
                found |= known[query]
            else:
                found |= ends
        return found

    def _focus(self, targets: Targets, nodes: list[Term]) -> list[Term]:
        """Return those of ``nodes`` that ``targets`` give."""
        tests = [
            exists(f"?this {TYPE} ?kind", exists(f"?kind {SUBCLASS}* {iri(name)}"))
            for name in targets.classes
        ]
        # One path each, since many conditions take long to read.
        subjects_of, objects_of = (
            "|".join(map(iri, names)) for names in (targets.subjects_of, targets.objects_of)
        )
        tests += [exists(f"?this {subjects_of} ?value")] if subjects_of else []
        tests += [exists(f"?value {objects_of} ?this")] if objects_of else []
        found = {node for node in nodes if node in targets.nodes}
        if tests:
            values = " ".join(map(written, nodes))
            query = (
                f"SELECT ?this WHERE {{ VALUES ?this {{ {values} }} FILTER({' || '.join(tests)}) }}"
            )
            found |= {node for row in self._data.store.select(query) if (node := row["this"])}
        return sorted(found, key=repr)
