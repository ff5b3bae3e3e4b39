r"""Regular expressions mean what XPath says, in Oxigraph and in Python alike.

Each row of the table has a pattern, its flags, and texts that match it and that do not.
"""

import re
import warnings
from typing import NamedTuple

import pytest

from wijgraph.model import Term
from wijgraph.shacl import charsets
from wijgraph.shacl.regex import (
    BeyondError,
    RegexError,
    check,
    compiles,
    matches,
    python,
    replaced,
    translate,
)
from wijgraph.store import Store, to_oxigraph


class Row(NamedTuple):
    """A pattern, and what it matches."""

    pattern: str
    good: list[str]
    bad: list[str]
    flags: str = ""


TABLE = [
    # Text, anchors, any character.
    Row("abc", ["abc", "xabcx"], ["ab", "ABC", ""]),
    Row("", ["", "a"], []),
    Row("^abc$", ["abc"], ["abc\n", "xabc", "abcx"]),
    Row("^a.c$", ["abc", "a\rc"], ["a\nc", "ac"]),
    Row("^$", [""], ["\n", "a"]),
    Row("a|b|", ["a", "b", "", "c"], []),
    Row("^(a|bc)$", ["a", "bc"], ["abc", ""]),
    Row("^(?:a|bc)d$", ["ad", "bcd"], ["abcd", "d"]),
    Row("^(?<year>[0-9]{4})$", ["2024"], ["24"]),
    Row("^(?P<year>[0-9]{4})$", ["2024"], ["24"]),
    Row("()", ["", "a"], []),
    Row("^*a", ["a", "ba"], ["b"]),
    # Quantifiers.
    Row("^a?b*c+$", ["c", "abbc", "cc"], ["ab", ""]),
    Row("^a{2}$", ["aa"], ["a", "aaa"]),
    Row("^a{2,}$", ["aa", "aaaa"], ["a"]),
    Row("^a{0,2}$", ["", "a", "aa"], ["aaa"]),
    Row("^a{02}$", ["aa"], ["a"]),
    Row("^a+?b*?c??$", ["a", "aabbc"], ["b"]),
    Row(r"^a\{2\}$", ["a{2}"], ["aa"]),
    Row("^a}$", ["a}"], ["a"]),
    Row("^a]$", ["a]"], ["a"]),
    # Escapes.
    Row(r"^\.\\\?\*\+\(\)\{\}\[\]\|\^\$\-$", [".\\?*+(){}[]|^$-"], ["a"]),
    Row(r"^a\nb\tc\rd$", ["a\nb\tc\rd"], ["anbtcrd"]),
    Row(r"^https?:\/\/$", ["http://", "https://"], ["http:\\/\\/"]),
    Row(r"^\<b\>\@\_\'\"\:\ $", ["<b>@_'\": "], ["b"]),
    Row(r"^\x41\u0042\u{43}\x{44}\U00000045$", ["ABCDE"], ["x41"]),
    Row(r"^\A\bab\b\z$", ["ab"], ["ab\n", "abc"]),
    Row(r"\bcat\b", ["a cat.", "cat"], ["concat", "cat_", "cats"]),
    Row(r"a\Bb", ["ab"], ["a b", "a"]),
    # Classes by name.
    Row(r"^\d+$", ["12", "\u0661\u0662"], ["1a", ""]),
    Row(r"^\D+$", ["ab"], ["a1"]),
    Row(r"^\s+$", [" \t\n\r"], ["\u00a0", "\x0b", "a"]),
    Row(r"^\S+$", ["ab", "\u00a0"], ["a b"]),
    Row(r"^\w+$", ["a_1\u00e9"], ["a-b", "a b", "+"]),
    Row(r"^\W+$", ["-+ "], ["a", "_"]),
    Row(r"^\i\c*$", ["a-1", ":x", "_a.b", "\u00e9t\u00e9"], ["1a", "-a", "a b", ""]),
    Row(r"^[\i-[:]][\c-[:]]*$", ["abc", "_1"], ["a:b", ":a", "1"]),
    Row(r"^\I$", ["1", " ", "-"], ["a", ":"]),
    Row(r"^[\C]$", [" ", "+"], ["a", "-", "."]),
    Row(r"^\p{Lu}\p{Ll}+$", ["Abc", "\u00c9t\u00e9"], ["abc", "A1"]),
    Row(r"^\pL+$", ["ab\u00e9"], ["a1"]),
    Row(r"^\P{L}+$", ["12-"], ["a"]),
    Row(r"^[\p{N}\p{Pd}]+$", ["1-\u00bd"], ["a"]),
    Row(r"^[^\p{L}]+$", ["12"], ["1a"]),
    Row(r"^\p{IsBasicLatin}+$", ["abc~"], ["\u00e9"]),
    Row(r"^\P{IsBasicLatin}+$", ["\u00e9"], ["e"]),
    Row(r"^[\p{IsGreek}\p{IsCyrillic}]+$", ["\u03b1\u0416"], ["a"]),
    Row(r"^\p{IsLatin-1Supplement}$", ["\u00e9"], ["e", "\u0101"]),
    # Character classes.
    Row("^[abc]+$", ["abccba"], ["d", ""]),
    Row("^[^abc]+$", ["xyz"], ["a", "xa"]),
    Row("^[a-c0-9]+$", ["a1"], ["d"]),
    Row("^[a-z-[aeiou]]+$", ["bcd"], ["abc", "B", "-"]),
    Row("^[^a-z-[0-9]]+$", ["ABC"], ["1", "a", "A1"]),
    Row("^[a-z-[m-p-[n]]]+$", ["an"], ["m", "o", "p"]),
    Row(r"^[\w-[\d_]]+$", ["abc"], ["a1", "_"]),
    Row(r"^[\p{L}-[^a-z]]+$", ["abc"], ["A", "\u00e9"]),
    Row("^[-a]+$", ["a-"], ["b"]),
    Row("^[a-]+$", ["a-"], ["b"]),
    Row("^[^-]+$", ["a"], ["-"]),
    Row(r"^[a\-z]+$", ["a-z"], ["b"]),
    Row(r"^[\w-\.]+$", ["a-b.c"], ["a b"]),
    Row(r"^[\w-.]+$", ["a-b.c"], ["a b"]),
    Row(r"^[a-\d]+$", ["a-1"], ["b"]),
    Row(r"^[\d-x]+$", ["1-x"], ["y"]),
    Row("^[a-c-x]+$", ["ab-x"], ["y", "d"]),
    Row("^[+--]+$", ["+,-"], ["."]),
    Row("^[--/]+$", ["-./"], ["0"]),
    Row("^[a-z&&b]+$", ["a&b"], ["1"]),
    Row("^[a~~b]+$", ["a~b"], ["c"]),
    Row("^[&~|]+$", ["&|~"], ["a"]),
    Row("^[a^]+$", ["a^"], ["b"]),
    Row(r"^[\^a]+$", ["^a"], ["b"]),
    Row("^[.$*+?(){}|]+$", [".$*+?(){}|"], ["a", "\\"]),
    Row(r"^[\[\]\\]+$", ["[]\\"], ["a"]),
    Row(r"^[\n\t]+$", ["\n\t"], ["n"]),
    Row("^[ #]+$", [" #"], ["a"]),
    Row("^[\\x{1F600}-\\x{1F64F}]$", ["\U0001f600"], ["\U0001f650", "a"]),
    Row("^[\U0001f600-\U0001f64f]$", ["\U0001f600"], ["\U0001f650", "a"]),
    # Flags.
    Row("^abc$", ["ABC", "aBc"], ["abd"], "i"),
    Row("^[a-c]+$", ["ABC"], ["D"], "i"),
    Row("^[^a-c]+$", ["DE"], ["A", "a"], "i"),
    Row("^[a-z-[aeiou]]+$", ["BCD"], ["A", "a"], "i"),
    Row(r"^\p{Lu}$", ["A"], ["a"], "i"),
    Row(r"^[a\p{Lu}]$", ["A", "a", "B"], ["b"], "i"),
    Row("^stra\u00dfe$", ["STRA\u1e9eE"], ["STRASSE"], "i"),
    Row("^[k]$", ["K", "\u212a"], ["l"], "i"),
    Row("^a.b$", ["a\nb"], ["ab"], "s"),
    Row("^b$", ["a\nb\nc", "b"], ["ab"], "m"),
    Row("^b$", ["b"], ["a\nb"], ""),
    Row("^ a b # $", ["ab#"], ["a b", "ab"], "x"),
    Row("^[ a]+$", ["a a"], ["b"], "x"),
    Row("a.b[", ["xa.b["], ["axb["], "q"),
    Row("a.b", ["A.B"], ["aXb"], "iq"),
    Row("^A.B$", ["a\nb"], ["ab"], "is"),
    Row("(?i)^abc$", ["ABC"], ["abd"]),
    Row("(?is)^a.c$", ["A\nC"], ["abd"]),
    # As they are written in published shapes.
    Row(r"^[\w.%+-]+@[\w.-]+\.[A-Za-z]{2,}$", ["a.b@c.nl"], ["a b@c.nl", "a@c"]),
    Row(r"^(https?|ftp)://[^\s/$.?#].[^\s]*$", ["http://a.b"], ["mailto:a", "http:// a"]),
    Row(r"^\d{4}-(0[1-9]|1[0-2])-\d{2}$", ["2024-12-01"], ["2024-13-01"]),
    Row(r"^[1-9]\d{3} ?[A-Z]{2}$", ["9711 AB", "9711AB"], ["0711AB"]),
    Row(r"^10\.\d{4,9}/[-._;()/:A-Za-z0-9]+$", ["10.1000/x(1)"], ["10.1/x"]),
    Row("^([a-z]{2,3})(-[A-Za-z0-9]{2,8})*$", ["nl", "en-GB"], ["n"]),
    Row(r"^urn:[a-z0-9][a-z0-9-]{0,31}:[a-z0-9()+,\-.:=@;$_!*'%/?#]+$", ["urn:isbn:1"], ["urn:"]),
    Row(r"^[^<>'\"{}|\\^`\s]+$", ["http://a"], ["a b", "a{"]),
]


def in_store(pattern: str, text: str, flags: str) -> bool | None:
    """Return what Oxigraph says: None is an error."""
    words = ", ".join(str(to_oxigraph(Term("literal", t))) for t in (text, pattern, flags))
    value = next(iter(Store().select(f"SELECT (REGEX({words}) AS ?x) {{}}")))["x"]
    return None if value is None else value.value == "true"


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.pattern!a}-{row.flags}")
def test_both_engines_match_what_xpath_matches(row: Row) -> None:
    pattern, flags = translate(row.pattern, row.flags)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Python warns of what may be a set operation one day
        compiled = re.compile(python(row.pattern, row.flags))
    for text in [*row.good, *row.bad]:
        wanted = text in row.good
        assert in_store(pattern, text, flags) is wanted, (text, pattern)
        assert bool(compiled.search(text)) is wanted, (text, compiled.pattern)


def test_the_table_is_large_enough_and_tries_both_ways() -> None:
    assert len(TABLE) >= 60
    assert all(row.good or row.bad for row in TABLE)
    assert len({(row.pattern, row.flags) for row in TABLE}) == len(TABLE)


WRONG = {
    "[": "not closed",
    "[a": "not closed",
    "[a-": "not closed",
    "[]": "empty",
    "[^]": "empty",
    "[]a]": "empty",
    "(a": "not closed",
    "a)": "too many",
    "*a": "nothing before",
    "(+a)": "nothing before",
    "a|?": "nothing before",
    "a**": "two quantifiers",
    "a*+": "two quantifiers",
    "a{1}{2}": "two quantifiers",
    "a{": "no quantifier",
    "a{,3}": "no quantifier",
    "{a}": "nothing before",
    "a{3,2}": "wrong way round",
    "[z-a]": "wrong way round",
    "[a--]": "wrong way round",
    "(?=a)": "look-around",
    "(?!a)": "look-around",
    "(?<=a)b": "look-around",
    "(?<!a)b": "look-around",
    "(?>a)": "no part",
    "(?#a)": "no part",
    "a(?i)b": "no part",
    "(?i:a)": "no part",
    "(?g)a": "no part",
    "[[:alpha:]]": "[:alpha:]",
    "[a-z&&[^b]]": r"written \[",
    "[a-z-[b]c]": "comes last",
    r"\p{Foo}": "no category",
    r"\p{IsFoo}": "no category",
    r"\p{Latin}": "no category",
    r"\p{Cs}": "no category",
    r"\p": "needs a category",
    r"\q": "no part",
    r"\Z": "no part",
    r"\G": "no part",
    r"\k<a>": "no part",
    r"[\b]": "no part",
    "a\\": "ends in",
    r"\uD800": "surrogate",
    r"\x{110000}": "no character",
    r"\1": "not there",
    r"(a\1)": "not there",
    r"\0": "not there",
    "(" * 150 + ")" * 150: "groups in one another",
    "((a{1000}){1000}){1000}": "too large",
}


@pytest.mark.parametrize("pattern", WRONG, ids=ascii)
def test_what_has_no_clear_meaning_is_refused_with_the_reason(pattern: str) -> None:
    with pytest.raises(RegexError, match=re.escape(WRONG[pattern])):
        translate(pattern)


@pytest.mark.parametrize("flags", ["g", "I", "im ", "u", "\u00e9"])
def test_a_flag_that_is_none_is_refused(flags: str) -> None:
    for form in (translate, python):
        with pytest.raises(RegexError, match="there is no flag"):
            form("a", flags)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^(a|b)\1$", "aa", "ab"),
        (r"^(a)(b)\2\1$", "abba", "abab"),
        (r"^(a)?b\1$", "b", "ab"),
        (r"^(a)\10$", "aa0", "a0"),
    ],
)
def test_a_reference_back_is_legal_and_only_python_can(pattern: str, good: str, bad: str) -> None:
    with pytest.raises(BeyondError):
        translate(pattern)
    compiled = re.compile(python(pattern))
    assert compiled.search(good)
    assert not compiled.search(bad)


@pytest.mark.parametrize("pattern", [r"^(a+)+\1$", r"^(?:a|a)*(b)\1$", r"^(a(b*)){9}\2$"])
def test_a_reference_that_may_take_years_is_refused(pattern: str) -> None:
    with pytest.raises(RegexError) as error:
        check(pattern)
    assert "more than one way" in str(error.value)


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "^(a*)*b?$", "^a*a*a*a*a*a*a*a*a*a*$"])
def test_no_pattern_takes_long(pattern: str) -> None:
    assert not matches("a" * 50 + "!", pattern)
    assert replaced("a" * 50 + "!", pattern, "b") == "a" * 50 + "!"


@pytest.mark.parametrize(
    ("text", "pattern", "new", "wanted"),
    [
        ("abc", "(b)(c)", "$2$1", "acb"),
        ("abc", "(b)", "<$1x>", "a<bx>c"),
        ("abc", "(b)", "$12", "ab2c"),
        ("abc", "(b)", "$3", "ac"),
        ("abc", "(b)", r"\$1\\", "a$1\\c"),
        ("abb", r"(b)\1", r"$1\$\\", "ab$\\"),
        ("aBc", "b", "x", "axc"),
    ],
)
def test_replacements_of_xpath(text: str, pattern: str, new: str, wanted: str) -> None:
    assert replaced(text, pattern, new, "i") == wanted


def test_what_oxigraph_cannot_compile_is_known() -> None:
    """It says nothing of its own: each row is an error, which is no match."""
    assert compiles("a[b]", "i")
    assert not compiles("[")
    assert not compiles("a", "g")
    assert not compiles(r"\i")


def test_plain_patterns_stay_as_they_are() -> None:
    for pattern in ("^gm[0-9]{4}$", r"^\d+(\w\p{Lu}){0,7}$", "a|b", r"^https://w3id\.org/(a|b)#"):
        assert translate(pattern) == (pattern, "")
    assert translate(r"\S") == ("[^\t-\n\r ]", "")


def test_sets_of_characters() -> None:
    small = ((0x61, 0x63), (0x65, 0x65))
    assert charsets.complement(charsets.complement(small)) == small
    assert charsets.complement(charsets.ALL) == ()
    assert charsets.minus(small, ((0x62, 0x62),)) == ((0x61, 0x61), (0x63, 0x63), (0x65, 0x65))
    assert charsets.union(((1, 2),), ((3, 4),), ((9, 9),)) == ((1, 4), (9, 9))
    assert charsets.folded(((0x61, 0x61),)) == ((0x41, 0x41), (0x61, 0x61))
