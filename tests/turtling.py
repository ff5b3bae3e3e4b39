"""Turtle with all that its grammar has, made at random; each object has a mark of its own."""

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

HEAD = (
    "PREFIX : <http://e/> # SPARQL's\n@prefix a.b: <http://e/ab#> .\r\n@base <http://base/x/> .\r"
    "pReFiX é-1: <rel/>\nbaSe <http://c/d/>\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#>.\n"
)
GAPS = [" ", "\n", "\t", "\r\n", ' # c ; . [ "\n', " #'\r", "\n\n  # (\n"]
NAMES = [
    ":o{}",
    "a.b:o{}",
    ":a.b-{}",
    "é-1:ü%41\\~{}",
    ":x:{}",
    ":{}",
    "<r#o{}>",
    "a.b:\U00010400{}",
]
OTHER = ["<http://x/\\u00e9{}>", "_:b{}", "_:a.b{}", "<../q/{}>", ":s\\.{}", ":é.·{}"]
LITERALS = [
    '"{}"', "'{}'", '"""{}"a""b\n#<>. """', "'''''{}\r\n'''", '"\\"{}\\t"', '"{}"@en',
    "'{}'@nl-BE-x-a", '"{}"^^:d', '"{}"^^<t>', '"0{}"^^xsd:integer', '"{}" ^^ xsd:string',
    '"{}" @en-GB', '"a.b:x {} ."', "{}", "{}.50", "+{}", ".{}", "-.{}e3", "{}.e5", "{}E0", "-{}",
    '"\\u00e9\\U0001F600{}"',
]  # fmt: skip
PLAIN = ["true", "false", "[]", "()", "[ ]", "(\n)"]
VERBS = ["a", ":p", "a.b:p.q", "<p>", ":p\\!", "é-1:p"]


class Made(NamedTuple):
    """A text, and the objects and items in it as they are written."""

    text: str
    objects: list[str]


class _Maker:
    def __init__(self, draw: Callable[..., str]) -> None:
        self.draw = draw
        self.objects: list[str] = []
        self.mark = 100

    def pick(self, choices: list[str]) -> str:
        self.mark += 1
        return self.draw(st.sampled_from(choices)).replace("{}", str(self.mark))

    def number(self, most: int) -> int:
        return len(self.draw(st.sampled_from(["x" * n for n in range(1, most + 1)])))

    def gap(self) -> str:
        return self.pick(GAPS)

    def object(self, depth: int) -> str:
        kind = self.number(6 if depth else 4)
        if kind == 5:
            made = f"[{self.properties(depth - 1)}{self.gap()}]"
        elif kind == 6:
            items = (self.object(depth - 1) for _ in range(self.number(3)))
            made = f"({self.gap().join(items)}{self.gap()})"
        else:
            made = self.pick([NAMES, OTHER, LITERALS, PLAIN][kind - 1])
        self.objects.append(made)
        return made

    def properties(self, depth: int) -> str:
        found = []
        for _ in range(self.number(2)):
            objects = [self.object(depth) for _ in range(self.number(2))]
            values = f"{self.gap()},{self.gap()}".join(objects)
            found.append(f"{self.pick(VERBS)}{self.gap()}{values}")
        end = self.pick(["", " ;", ";", " ; # c\n ;"])
        return f"{self.gap()}{self.pick([';', ' ;;'])}{self.gap()}".join(found) + end

    def statement(self, depth: int) -> str:
        kind = self.number(4)
        if kind == 1:
            subject = f"[ {self.properties(depth)} ]"
            if self.number(2) == 1:
                return f"{subject}{self.gap()}."
        elif kind == 2:
            items = [self.object(depth) for _ in range(self.number(3))]
            subject = f"({self.gap().join(items)} )"
        else:
            subject = self.pick([*NAMES, *OTHER, "[]"])
        return f"{subject}{self.gap()}{self.properties(depth)}{self.gap()}."


@st.composite
def turtle(draw: Callable[..., str]) -> Made:
    """Return a strategy for such texts."""
    maker = _Maker(draw)
    parts = [maker.statement(2) for _ in range(maker.number(3))]
    return Made(HEAD + maker.gap().join(parts) + maker.pick(["", "\n", "\n# end"]), maker.objects)


@st.composite
def trig(draw: Callable[..., str]) -> Made:
    """Return a strategy for such statements in named graphs."""
    maker = _Maker(draw)
    opened = ["{", ":g{} {", "GRAPH <g> {", "graph a.b:g{\n", "_:g {", "[] {"]
    parts = [
        f"{maker.pick(opened)}{maker.gap()}{maker.statement(1)}{maker.gap()}}}",
        maker.statement(1),
        f"{{ {maker.statement(1)} {maker.statement(0)[:-1]} }}",
    ]
    return Made(HEAD + maker.gap().join(parts), maker.objects)
