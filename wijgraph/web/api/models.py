"""What the answers look like, for the description of the interface."""

from typing import Literal

from pydantic import BaseModel


class Texts(BaseModel):
    """A text in two languages."""

    nl: str
    en: str


class Named(BaseModel):
    """A node and what it is called."""

    iri: str
    label: Texts


class Evidence(BaseModel):
    """Where something is written."""

    citation: str
    document: str
    section: str
    paragraph: int | None
    phrase: str


class Node(Named):
    """A node of the graph."""

    id: str
    kinds: list[Named]


class Actor(Node):
    """A role or a body."""

    evidence: list[Evidence]


class Relation(Node):
    """Who does what towards whom, how that holds and where it is written."""

    actors: list[Named]
    counterparties: list[Named]
    modality: list[Named]
    certainty: list[Named]
    evidence: list[Evidence]


class Gap(Node):
    """What the sources do not say."""

    about: list[Named]
    missing: list[str]
    reason: list[Named]
    evidence: list[Evidence]


class Statement(BaseModel):
    """One fact in words."""

    iri: str
    text: str
    modality: str
    certainty: str
    notes: list[str]
    evidence: list[Evidence]


class Property(BaseModel):
    """A property in words."""

    name: str
    value: str


class Group(BaseModel):
    """The facts in which a node has the same part."""

    part: str
    facts: list[Statement]


class Explained(BaseModel):
    """All that is known of a node, in words of one language."""

    iri: str
    label: str
    kinds: list[str]
    notes: list[str]
    properties: list[Property]
    groups: list[Group]
    evidence: list[Evidence]


class Parameter(BaseModel):
    """What one may or must fill in for a question."""

    name: str
    type: Literal["iri", "string", "integer", "date", "section"]
    optional: bool
    text: Texts


class Column(BaseModel):
    """A column of the answer to a question."""

    name: str
    text: Texts


class Question(BaseModel):
    """A question that can be asked."""

    id: str
    iri: str
    summary: Texts
    description: Texts
    tags: list[str]
    parameters: list[Parameter]
    columns: list[Column]
    sparql: str


class Value(BaseModel):
    """One value in an answer; ``label`` is what a person reads."""

    type: Literal["uri", "literal", "bnode"]
    value: str
    label: str


class Silence(Named):
    """A gap that says that the source is silent, and why."""

    reason: Texts


class Empty(BaseModel):
    """Why there is nothing: the source is silent, or nothing is recorded."""

    kind: Literal["source-silent", "nothing-recorded", "no-such-name"]
    text: Texts
    gaps: list[Silence]


class Answer(BaseModel):
    """The rows that answer a question; ``empty`` tells why there are none."""

    id: str
    summary: str
    columns: list[Column]
    rows: list[dict[str, Value]]
    total: int
    offset: int
    empty: Empty | None = None


class View(BaseModel):
    """A named part of the graph, to look at."""

    name: str
    title: Texts
    text: Texts
    formats: list[str]


class Rule(BaseModel):
    """What the graph is checked for."""

    id: str
    iri: str
    severity: Literal["violation", "warning", "info"]
    notation: str | None
    name: dict[str, str]
    message: dict[str, str]
    rationale: dict[str, str]
    source: Evidence | None


class Finding(BaseModel):
    """What a rule finds."""

    rule: str
    severity: Literal["violation", "warning", "info"]
    focus: str
    label: str
    path: str | None
    value: str | None
    message: str
    file: str | None
    line: int | None
    column: int | None
    derived: bool
    waived: bool
    waiver: str | None


class Page(BaseModel):
    """A part of a list; the ``Link`` header leads to the next and the previous."""

    total: int
    limit: int
    offset: int
    empty: Empty | None = None


class Actors(Page):
    """Actors."""

    items: list[Actor]


class Relations(Page):
    """Relations."""

    items: list[Relation]


class Gaps(Page):
    """Gaps."""

    items: list[Gap]


class Questions(Page):
    """Questions."""

    items: list[Question]


class Views(Page):
    """Views."""

    items: list[View]


class Rules(Page):
    """Rules."""

    items: list[Rule]


class Findings(Page):
    """Findings."""

    items: list[Finding]


class Term(BaseModel):
    """A word of the vocabulary, or an actor; ``id`` is how one writes it in SPARQL."""

    id: str
    iri: str
    kind: Literal["class", "property", "concept", "actor"]
    label: Texts
    text: dict[str, str]


class Terms(Page):
    """Words."""

    items: list[Term]


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None
    request: str | None = None
    near: list[str] = []
