"""The form of compiled queries: what becomes a MINUS, and what must not."""

import pytest

from wijgraph.shacl.rewriting import apart
from wijgraph.shacl.sparql import joined, tokens_of

OUTSIDE = "?value <x:document> $this ; <x:section> ?name"
STAR = "?section <x:document> $this ; <x:notation> ?name ; a <x:Section>"


def split(body: str) -> tuple[str, str]:
    tokens = tokens_of(f"SELECT $this WHERE {{ {body} }}")
    head = next(i for i, token in enumerate(tokens) if token.text == "{")
    rest, without = apart(tokens, head)
    return joined(rest), without


def test_a_star_with_two_names_from_outside_becomes_a_minus() -> None:
    rest, without = split(f"{OUTSIDE} FILTER NOT EXISTS {{ {STAR} }}")
    assert "EXISTS" not in rest
    star = "?section <x:document> $this . ?section <x:notation> ?name . ?section a <x:Section>"
    assert without == f" MINUS {{ {star} }}"


def test_what_must_exist_besides_is_part_of_the_star() -> None:
    inside = "?section <x:notation> ?name FILTER EXISTS { ?section <x:document> $this }"
    rest, without = split(f"{OUTSIDE} FILTER NOT EXISTS {{ {inside} }}")
    assert "EXISTS" not in rest
    assert without == " MINUS { ?section <x:notation> ?name . ?section <x:document> $this }"


@pytest.mark.parametrize(
    "body",
    [
        f"{OUTSIDE} FILTER EXISTS {{ {STAR} }}",  # it is no negation
        f"{OUTSIDE} FILTER NOT EXISTS {{ ?section <x:document> $this ; a <x:Section> }}",  # one
        f"{OUTSIDE} FILTER NOT EXISTS {{ {STAR} FILTER(?name != 1) }}",  # a condition
        f"{OUTSIDE} FILTER NOT EXISTS {{ {STAR} . ?name <x:p> ?more }}",  # two centres
        f"{OUTSIDE} FILTER NOT EXISTS {{ ?value <x:document> $this ; <x:p> ?name }}",  # no new node
        f"{OUTSIDE} FILTER NOT EXISTS {{ ?s <x:document>* $this ; <x:notation> ?name }}",  # a path
        f"{OUTSIDE} FILTER(?other > 1) FILTER NOT EXISTS {{ {STAR} ; <x:p> ?other }}",  # unbound
        f"OPTIONAL {{ {OUTSIDE} }} FILTER NOT EXISTS {{ {STAR} }}",  # perhaps without value
        f"{OUTSIDE} FILTER(1 = 1 || NOT EXISTS {{ {STAR} }})",  # a part of a condition
        f"{OUTSIDE} FILTER NOT EXISTS {{ ?x ?p $this . ?x <x:p> ?name }}",  # any property
    ],
)
def test_all_else_stays(body: str) -> None:
    rest, without = split(body)
    assert without == ""
    assert rest.count("EXISTS") == 1
