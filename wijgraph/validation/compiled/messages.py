"""What shapes themselves say of a violation; without that ``sentences`` has something to say."""

import re
from collections.abc import Mapping

from wijgraph.model import Term
from wijgraph.validation.compiled.model import Constraint, Custom, Shape, Sparql

PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


def messages(
    shape: Shape, constraint: Constraint, row: Mapping[str, Term | None]
) -> tuple[Term, ...]:
    """Return what the shapes say of the violation in ``row``; empty when they say nothing."""
    said = list(shape.messages)
    if isinstance(constraint, Sparql | Custom):
        own = row.get("message")
        said += [own] if own and own.kind == "literal" else constraint.messages
        known = dict(row)
        if isinstance(constraint, Custom):
            known |= dict(constraint.parameters)
        said = [_filled(message, known) for message in said]
    return tuple(dict.fromkeys(said))


def _filled(message: Term, known: Mapping[str, Term | None]) -> Term:
    def value(match: re.Match[str]) -> str:
        term = known.get(match[1])
        return term.value if term else match[0]

    text = PLACEHOLDER.sub(value, message.value)
    return Term("literal", text, message.language, message.datatype)
