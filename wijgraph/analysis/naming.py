"""How nodes, values and places are called when two graphs are compared."""

from wijgraph.analysis.change_words import PHRASES, TIMES, with_article
from wijgraph.analysis.difference import Difference
from wijgraph.analysis.structure import Edge
from wijgraph.graph import Graph
from wijgraph.graph.facts import Facts
from wijgraph.model import Term
from wijgraph.namespaces import DCT, GOV, RDF, RDFS, SCHEMA, SH, SKOS, shorten

ONCE_AND_TWICE = {1: "once_a_year", 2: "twice_a_year"}
LONGEST = 160  # characters of a text that is quoted in a sentence


class Names:
    """Labels in one language: of the side that knows a node, or else of the other."""

    def __init__(self, difference: Difference, language: str) -> None:
        self.language = language
        known = (difference.after, difference.before, difference.context)
        self._graphs = [graph for graph in known if graph is not None]

    def label(self, iri: str, first: Graph | None = None) -> str:
        """Return the label of a node, looked up in ``first`` before all others."""
        if iri == RDF + "type":
            return PHRASES["kind"][self.language]
        if iri.startswith(SH) and iri.removeprefix(SH) in PHRASES:
            return PHRASES[iri.removeprefix(SH)][self.language]
        unknown = shorten(iri).strip("<>")
        for graph in ([first] if first else []) + self._graphs:
            label = graph.label(iri, self.language)
            if label != unknown:
                return label
        return unknown

    def noun(self, iri: str, first: Graph | None = None) -> str:
        """Return the label of a node as it stands in a sentence, with its article."""
        return with_article(self.label(iri, first), self.language, many=self.many(iri))

    def many(self, iri: str) -> bool:
        """Return whether a node is called by a plural: a group, unless it is "… or a team"."""
        group = any(graph.facts.is_a(iri, GOV + "Group") for graph in self._graphs)
        return group and not {"of", "or"} & set(self.label(iri).split())

    def kind(self, facts: Facts, node: str) -> str:
        """Return the label of the class of ``node`` that says most."""
        kinds = facts.kinds(node)
        if not kinds:
            return ""

        def rank(kind: str) -> tuple[bool, int]:
            return facts.value(kind, GOV + "shortcut") is not None, len(facts.above(kind))

        return self.label(max(kinds, key=rank))

    def value(self, term: Term) -> str:
        """Return what a person reads for a value."""
        if term.kind == "iri":
            return self.label(term.value)
        if term.kind == "bnode":
            return PHRASES["list"][self.language]
        cut = term.value if len(term.value) <= LONGEST else term.value[:LONGEST] + "…"
        return (
            self.often(term, SCHEMA + "repeatFrequency")
            if _duration(term)
            else f"“{cut}”"
            if (term.language or " " in cut)
            else cut
        )

    def often(self, term: Term, prop: str) -> str:
        """Return how often a consultation is held."""
        words = PHRASES
        if prop == GOV + "minimumPerYear" and term.value.isdecimal():
            number = int(term.value)
            if number in ONCE_AND_TWICE:
                return words[ONCE_AND_TWICE[number]][self.language]
            names = TIMES[self.language]
            n = names[number] if number < len(names) else str(number)
            return words["a_year"][self.language].format(n=n)
        period = self._graphs[0].text(term, self.language)
        return (
            words["every"][self.language].format(period=period) if _duration(term) else term.value
        )

    def citation(self, iri: str, facts: Facts) -> str:
        """Return where a citation points to: ``Berenschot 2023, 2.1, alinea 3: “…”``."""
        document, section = facts.value(iri, GOV + "document"), facts.value(iri, GOV + "section")
        if document is None:
            return self.label(iri)
        text = ", ".join(p for p in (self.label(document), section) if p)
        if paragraph := facts.value(iri, GOV + "paragraph"):
            text += f", {PHRASES['paragraph'][self.language]} {paragraph}"
        phrase = facts.value(iri, GOV + "phrase")
        return f"{text}: “{phrase}”" if phrase else text

    def evidence(self, node: str, facts: Facts) -> tuple[str, ...]:
        """Return the basis of a fact and where it is written, a line each."""
        lines = []
        basis = [self.label(b) for b in facts.values(node, GOV + "basis")]
        if basis:
            lines.append(f"{PHRASES['based'][self.language]}: {', '.join(basis)}")
        for iri in facts.values(node, GOV + "citation"):
            lines.append(f"{PHRASES['source'][self.language]}: {self.citation(iri, facts)}")
        return tuple(lines)

    def edge(self, edge: Edge) -> dict[str, str]:
        """Return the words of a short edge."""
        start, verb, end = edge
        return {"a": self.noun(start), "b": self.noun(end), "verb": self.label(verb)}

    def rule(self, facts: Facts, shape: str) -> str:
        """Return the id and name of a rule, or of a shape without id its short IRI."""
        if identifier_of(facts, shape) is None:
            # A query or a part has no name of its own; the rule that it belongs to has.
            owners = (n for n in facts if shape in facts.values(n, SH + "sparql", SH + "property"))
            shape = next(owners, shape)
        names = facts.texts(shape, SH + "name")
        name = names.get(self.language) or next(iter(names.values()), "")
        identifier = identifier_of(facts, shape)
        notation = facts.value(shape, SKOS + "notation")
        head = " ".join(p for p in (identifier, f"({notation})" if notation else "") if p)
        known = facts.texts(shape, RDFS + "label").get(self.language, "")
        return ", ".join(p for p in (head or shorten(shape).strip("<>"), name or known) if p)


def identifier_of(facts: Facts, shape: str) -> str | None:
    """Return the stable id of a rule; None for what is no rule of its own."""
    return facts.value(shape, DCT + "identifier")


def _duration(term: Term) -> bool:
    return bool(term.datatype and term.datatype.endswith("#duration"))
