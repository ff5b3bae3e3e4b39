"""What must hold of the places in Turtle, whatever the text."""

from wijgraph.errors import TurtleError
from wijgraph.graph.documents import Document
from wijgraph.turtle.reader import spans


def check(text: str) -> None:
    """Fail when what Oxigraph takes has no places, or one outside the text."""
    document = Document("x.ttl", text, "turtle", "urn:wijgraph:base")
    try:
        triples = document.triples
    except TurtleError:
        return
    text = text.removeprefix("\ufeff")
    found = spans(text, triples)
    assert found is not None, text
    for span in found:
        assert 0 <= span.subject < len(text), (span, text)
        assert 0 <= span.start < span.end <= len(text), (span, text)
    assert all(place.line and place.column for place in document.placed.values())
