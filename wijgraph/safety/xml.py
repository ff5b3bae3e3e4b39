"""XML made plain before the parser of RDF/XML sees it: entities written out, within bounds.

Oxigraph reads no CDATA, no comment in a text and no empty ``xml:base``, and writes out entities
without end. Expat reads all of XML; what it reads is written again in the part that both know.
"""

import re
from urllib.parse import urljoin
from xml.parsers import expat

from wijgraph.messages import Message, quoted
from wijgraph.safety.inspect import DEPTH as NESTED
from wijgraph.safety.inspect import RefusedError
from wijgraph.safety.limits import MIB

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TIMES = 10  # so much longer a text may become, or 1 MiB
DEPTH = 20  # levels of entities in entities
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
NOT_PLAIN = re.compile(r"<!DOCTYPE|<!\[|\bxml:base\b")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Comments and CDATA are passed over whole, to the end where they have none: else it is looked for
# from each again.
REFERENCE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|&([^\s;&#<>\"']+);", re.DOTALL
)
PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
IN_VALUES = ESCAPES | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


class XmlError(RefusedError):
    """What is wrong with a text as XML, or that it would become too large."""


def plain(text: str, base: str | None = None) -> str:
    """Return an XML text as the same XML without DTD, entities, CDATA and comments.

    Raises XmlError, with the place in ``text``, when it is malformed, has entities that lie outside
    it, or would become more than ten times as long.
    """
    text = _undeclared(text)
    if "<!" not in text and "xml:base" not in text:
        return text
    unended = text.rfind("<!--") > text.rfind("-->")
    if NOT_PLAIN.search(text) or "<?" in text or unended:
        return _Plain(text, base).written()
    return COMMENT.sub("", text)  # then there is no other place where one could begin


def mistake_in(text: str) -> XmlError | None:
    """Return why a text that is no RDF/XML is none, as far as XML itself tells."""
    text = _undeclared(text)
    found: list[XmlError] = []
    parser = expat.ParserCreate("utf-8", " ")

    def first(name: str, _: dict[str, str]) -> None:
        parser.StartElementHandler = None
        if RDF not in text:
            shown = name.rpartition(" ")[2]
            found.append(
                XmlError(
                    Message("safety.not-rdfxml", root=shown),
                    line=parser.CurrentLineNumber,
                    column=parser.CurrentColumnNumber + 1,
                    hint=Message("safety.not-rdfxml-hint"),
                )
            )

    parser.StartElementHandler = first
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return _malformed(error)
    return found[0] if found else None


def _undeclared(text: str) -> str:
    """Return ``text`` without its declaration, of which the encoding does not hold any more."""
    match = DECLARATION.match(text)
    # Spaces, so that all else stays where it is.
    return re.sub(r"[^\n]", " ", match[0]) + text[match.end() :] if match else text


def _malformed(error: expat.ExpatError) -> XmlError:
    why = quoted(expat.ErrorString(error.code))
    return XmlError(
        Message("safety.not-xml", reason=why), line=error.lineno, column=error.offset + 1
    )


class _Plain:
    """One text being written again, event by event."""

    def __init__(self, text: str, base: str | None) -> None:
        self._text = text
        self._most = max(MIB, TIMES * len(text))
        self._size = 0
        self._out: list[str] = []
        self._entities: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._bases = [base or ""]
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.EntityDeclHandler = self._declared
        parser.EndDoctypeDeclHandler = self._measure
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def written(self) -> str:
        """Return the text; raise XmlError."""
        try:
            self._parser.Parse(self._text.encode(), True)
        except expat.ExpatError as error:
            raise _malformed(error) from None
        return "".join(self._out)

    def _refuse(self, message: Message, hint: Message | None = None) -> XmlError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
        return XmlError(message, line=line, column=column + 1, hint=hint)

    def _declared(
        self,
        name: str,
        parameter: bool,
        value: str | None,
        _base: str | None,
        _system: str | None,
        _public: str | None,
        _notation: str | None,
    ) -> None:
        if parameter or value is None:
            name = name[:60]
            raise self._refuse(
                Message("safety.parameter-entity", name=name)
                if parameter
                else Message("safety.outside-entity", name=name),
                Message("safety.write-out-it"),
            )
        self._entities.setdefault(name, value)

    def _size_of(self, name: str, level: int) -> int:
        """Return how long the text is that an entity stands for, without writing it out."""
        if name not in self._sizes:
            if level > DEPTH:
                raise self._refuse(Message("safety.nested-entities", most=DEPTH))
            value = self._entities.get(name, "")
            inner = (match[1] for match in REFERENCE.finditer(value) if match[1])
            self._sizes[name] = len(value) + sum(self._size_of(n, level + 1) for n in inner)
        return self._sizes[name]

    def _measure(self) -> None:
        """Refuse what would be too long, before anything of it is written out."""
        begin = len(self._text.encode()[: self._parser.CurrentByteIndex].decode())
        total = 0
        for match in REFERENCE.finditer(self._text, begin):
            name = match[1]
            if name is None or name in PREDEFINED:
                continue
            if name not in self._entities:
                line = self._text.count("\n", 0, match.start()) + 1
                column = match.start() - self._text.rfind("\n", 0, match.start())
                raise XmlError(
                    Message("safety.undeclared-entity", name=name[:60]), line=line, column=column
                )
            total += self._size_of(name, 0)
            if total > self._most:
                raise self._too_long()

    def _too_long(self) -> XmlError:
        return self._refuse(
            Message("safety.too-long", times=TIMES), Message("safety.write-out-them")
        )

    def _put(self, text: str) -> None:
        self._size += len(text)
        if self._size > 2 * self._most:  # the defaults of attributes count as well
            raise self._too_long()
        self._out.append(text)

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if "xml:base" in pairs:
            pairs["xml:base"] = urljoin(self._bases[-1], pairs["xml:base"])
            if not pairs["xml:base"] or pairs["xml:base"] == self._bases[-1]:
                del pairs["xml:base"]
        self._bases.append(pairs.get("xml:base", self._bases[-1]))
        if len(self._bases) > NESTED + 1:  # of elements that entities stand for
            raise self._refuse(Message("safety.nested-elements", most=NESTED))
        values = "".join(f' {key}="{value.translate(IN_VALUES)}"' for key, value in pairs.items())
        self._put(f"<{name}{values}>")

    def _end(self, name: str) -> None:
        self._bases.pop()
        self._put(f"</{name}>")

    def _characters(self, text: str) -> None:
        self._put(text.translate(ESCAPES))
