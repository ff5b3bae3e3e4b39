"""What is wrong with shapes: about which node, and in words."""

from dataclasses import dataclass, field

from wijgraph.errors import Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH, XSD, shorten
from wijgraph.validation.index import Index

# What each code means without and with --lenient.
LEFT_OUT = "shape-left-out"  # an error; the shape and what depends on it are left out
UNKNOWN = "unknown-term"  # an error; the statement with that term is left out
MISSING = "import-missing"  # an error; the shapes are used without the import
ENTAILMENT = "entailment-not-done"  # an error; the data are taken as they are
# These are warnings always: SHACL itself says that they have no effect.
IGNORED = "component-ignored"
INCOMPLETE = "constraint-incomplete"
UNDESCRIBED = "shape-not-described"
EXTENSION = "extension-ignored"
ERRORS = frozenset({LEFT_OUT, UNKNOWN, MISSING, ENTAILMENT})

PLAIN = {None, XSD + "string"}
WRITTEN_PLAIN = {XSD + word for word in ("integer", "decimal", "boolean")}
LONGEST = 60  # so many characters of a value are shown


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the triple with ``node``, ``word`` and ``value``, or less of it."""

    node: Term
    text: Text = field(hash=False)
    word: str | None = None
    value: Term | None = None
    hint: Text | None = field(default=None, hash=False)
    code: str = LEFT_OUT

    @property
    def triple(self) -> tuple[Term, ...]:
        """The part of a triple that it is about, as far as that is known."""
        if self.word is None:
            return (self.node,)
        rest = () if self.value is None else (self.value,)
        return (self.node, Term("iri", self.word), *rest)


def told(term: Term) -> Text:
    """Return a term as a person writes it."""
    if term.kind == "iri":
        return shorten(term.value)
    if term.kind == "bnode":
        return Message("shapes.blank-node")
    value = term.value if len(term.value) <= LONGEST else f"{term.value[:LONGEST]}…"
    if term.datatype in WRITTEN_PLAIN:
        return value
    text = '"' + value.replace("\n", "\\n") + '"'
    if term.language:
        text += f"@{term.language}"
    elif term.datatype not in PLAIN:
        text += f"^^{shorten(str(term.datatype))}"
    return text


def named(index: Index, node: Term) -> Text:
    """Return what a shape is called: its IRI, or for a blank node what it is a part of."""
    if node.kind == "iri":
        return told(node)
    owner = owner_of(index, node)
    path = index.value(node, SH + "path")
    if path is not None and path.kind == "iri":
        part = Message("shapes.property-shape", path=shorten(path.value))
    else:
        part = Message("shapes.no-name")
    if owner is None:
        return part
    return Message("shapes.part-of", part=part, owner=shorten(owner.value))


def owner_of(index: Index, node: Term) -> Term | None:
    """Return the nearest node with an IRI that ``node`` is a part of, itself included."""
    seen = set()
    while node.kind == "bnode" and node not in seen:
        seen.add(node)
        owners = index.holders(node)
        if not owners:
            return None
        node = owners[0]
    return node if node.kind == "iri" else None
