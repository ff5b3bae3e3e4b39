"""Words that SHACL does not have, or that nothing here acts on: checks that could never fail."""

from collections.abc import Iterable, Iterator

from wijgraph.errors import Text
from wijgraph.messages import Message
from wijgraph.model import Term
from wijgraph.namespaces import SH
from wijgraph.validation.gate.faults import ENTAILMENT, EXTENSION, UNKNOWN, Fault
from wijgraph.validation.index import TYPE, Index
from wijgraph.validation.vocabulary import DASH, DASH_CONSTRAINTS, RENAMED, UNSUPPORTED, WORDS

SIMPLE = "http://www.w3.org/ns/entailment/Simple"  # that asks for nothing


def term_faults(index: Index) -> Iterator[Fault]:
    """Yield each statement with a word of SHACL that is unknown, or that is not acted on.

    A node with such a name is no fault: a shape may be called anything, and a file may describe
    the words of SHACL themselves.
    """
    told = set[Term]()  # what kind of rule a value of sh:rule is adds nothing
    for predicate in list(index.predicates):
        word = _word(predicate)
        if word is not None and (wrong := _unknown(word)) is not None:
            values = index.all_objects(predicate)
            yield from _everywhere(index, predicate, values, wrong)
            told.update(values)
    for predicate in list(index.predicates):
        for value in index.all_objects(predicate):
            word = _word(value.value) if value.kind == "iri" else None
            if word is None or (predicate != TYPE and index.describes(value)):
                continue
            if (wrong := _unknown(word, predicate == TYPE)) is not None:
                for fault in _everywhere(index, predicate, [value], wrong):
                    if fault.node not in told:
                        yield fault


def _everywhere(
    index: Index, predicate: str, values: Iterable[Term], wrong: tuple[Text, Text | None]
) -> Iterator[Fault]:
    for value in values:
        for node in index.subjects(predicate, value):
            yield Fault(node, wrong[0], predicate, value, wrong[1], UNKNOWN)


def _word(iri: str) -> str | None:
    """Return the word of SHACL that an IRI is; None for other IRIs and the namespace itself."""
    return iri.removeprefix(SH) or None if iri.startswith(SH) else None


def _unknown(word: str, used: bool = True) -> tuple[Text, Text | None] | None:
    """Return what is wrong with a word, and what may be meant; None when it is well known."""
    if word not in WORDS:
        text = Message("shapes.unknown-word", word=word)
        return text, _nearest(word)
    if used and (word in UNSUPPORTED or word.startswith(("JS", "js"))):
        return Message("shapes.not-acted-on", word=word), None
    return None


def _nearest(word: str) -> Text | None:
    from difflib import get_close_matches

    # Classes are written with a capital, properties without.
    alike = sorted(other for other in WORDS if other[0].isupper() == word[0].isupper())
    near = RENAMED.get(word) or next(iter(get_close_matches(word, alike, 1)), None)
    return Message("shapes.unknown-word-hint", word=near) if near else None


def entailment_faults(index: Index) -> Iterator[Fault]:
    """Yield each demand to infer: SHACL wants a failure of who does not do that."""
    word = SH + "entailment"
    for node in index.subjects(word):
        for value in index.objects(node, word):
            if value.value == SIMPLE:
                continue
            yield Fault(
                node,
                Message("shapes.entailment", iri=value.value),
                word,
                value,
                Message("shapes.entailment-hint"),
                ENTAILMENT,
            )


def extension_faults(index: Index) -> Iterator[Fault]:
    """Yield each constraint of DASH that the shapes use and do not bring: it has no effect."""
    brought = {term.value for term in index.all_objects(SH + "path")}
    for word in DASH_CONSTRAINTS:
        for node in index.subjects(DASH + word) if DASH + word not in brought else ():
            yield Fault(
                node,
                Message("shapes.extension", word=word),
                DASH + word,
                index.value(node, DASH + word),
                code=EXTENSION,
            )
