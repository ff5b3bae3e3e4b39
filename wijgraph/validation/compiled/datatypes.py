"""How literals of the datatypes of XML Schema are written: what else is in one is ill-formed."""

import re
from decimal import Decimal

from wijgraph.namespaces import XSD

ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
LEAP = r"-?([0-9]*([02468][048]|[13579][26])00|[0-9]*[0-9]{2}(0[48]|[2468][048]|[13579][26]))"
MONTHS = r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
DAY = rf"({YEAR}-({MONTHS}|02-(0[1-9]|1[0-9]|2[0-8]))|{LEAP}-02-29)"
TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
FLOAT = rf"({NUMBER}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)"
DAYS = r"([0-9]+D)"
CLOCK = (
    r"(T([0-9]+H([0-9]+M)?([0-9]+(\.[0-9]+)?S)?|[0-9]+M([0-9]+(\.[0-9]+)?S)?|[0-9]+(\.[0-9]+)?S))"
)
SPANS = r"([0-9]+Y([0-9]+M)?|[0-9]+M)"

FORMS = {
    "boolean": "true|false|1|0",
    "decimal": NUMBER,
    "double": FLOAT,
    "float": FLOAT,
    "date": DAY + ZONE,
    "dateTime": f"{DAY}T{TIME}{ZONE}",
    "dateTimeStamp": f"{DAY}T{TIME}{ZONE.removesuffix('?')}",
    "time": TIME + ZONE,
    "gYear": YEAR + ZONE,
    "gYearMonth": f"{YEAR}-(0[1-9]|1[0-2]){ZONE}",
    "gMonth": f"--(0[1-9]|1[0-2]){ZONE}",
    "gDay": f"---(0[1-9]|[12][0-9]|3[01]){ZONE}",
    "gMonthDay": f"--({MONTHS}|02-(0[1-9]|[12][0-9])){ZONE}",
    "duration": f"-?P({SPANS}?{DAYS}?{CLOCK}|{SPANS}?{DAYS}|{SPANS})",
    "dayTimeDuration": f"-?P({DAYS}?{CLOCK}|{DAYS})",
    "yearMonthDuration": f"-?P{SPANS}",
    "hexBinary": "([0-9a-fA-F]{2})*",
    "base64Binary": "(([A-Za-z0-9+/] ?){4})*(([A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
    "|([A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?=|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?",
    "language": "[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
}
# The smallest and the largest.
INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
LARGEST, PLACES = 10**20, 18  # of the decimals that a store compares


def well_formed(datatype: str, var: str) -> str:
    """Return a SPARQL expression: whether the literal ``var`` is well-formed for ``datatype``.

    "true" for a datatype of which nothing is known.
    """
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in INTEGERS:
        low, high = INTEGERS[name]
        parts = [f'REGEX(STR({var}), "^[+-]?[0-9]+$")']
        number = f"<{XSD}decimal>(STR({var}))"
        parts += [] if low is None else [f"COALESCE({number} >= {low}, false)"]
        parts += [] if high is None else [f"COALESCE({number} <= {high}, false)"]
        return " && ".join(parts)
    if name in FORMS:
        regex = FORMS[name].replace("\\", "\\\\")
        return f'REGEX(STR({var}), "^({regex})$")'
    return "true"


def is_beyond(datatype: str, text: str) -> bool:
    """Return whether a number is larger than a store compares: one of 64 bits, or 38 digits."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in INTEGERS and re.fullmatch(r"[+-]?[0-9]+", text):
        return not -(2**63) <= Decimal(text) < 2**63
    if name == "decimal" and re.fullmatch(NUMBER, text):
        return abs(Decimal(text)) >= LARGEST or len(text.partition(".")[2]) > PLACES
    return False


def is_well_formed(datatype: str, text: str) -> bool:
    """Return whether ``text`` is well-formed for ``datatype``, as ``well_formed`` asks a store."""
    name = datatype.removeprefix(XSD) if datatype.startswith(XSD) else ""
    if name in INTEGERS:
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            return False
        low, high = INTEGERS[name]
        number = Decimal(text)  # of any length, where int() has a limit
        return (low is None or number >= low) and (high is None or number <= high)
    return name not in FORMS or re.fullmatch(FORMS[name], text) is not None
