"""Turning what a gap says into the question that it leaves open."""

import re

from wijgraph.messages import Message, in_language
from wijgraph.report.document import Composed, Labels

# A gap tends to be written as a dependent question with "is not stated" behind it; the question
# alone can then be asked. What is written otherwise is left as it stands, with a question after it.
_VERB = r"\b(?:staat|staan|stond|was|is|blijkt|zegt|noemt|vertelt|viel)\b"
_DUTCH = re.compile(
    r"(?P<asked>(?:(?:aan|bij|in|langs|met|naar|om|onder|op|over|sinds|tot|tussen|uit|van|voor) )?"
    r"(?:wie|wat|welke?|wanneer|waar\w*|hoe\w*|of)\b.+?),? "
    rf"{_VERB}(?:(?!{_VERB})(?:[^,;:]|,(?= niet\b)))*?"
    r"\b(?:niet|nergens|geen|alleen|buiten)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?P<asked>(?:(?:along|at|between|by|for|from|in|into|of|on|over|since|through|to|under|with)"
    r" )?(?:who|whom|what|which|when|where|whether|how)\b.+?),? "
    r"(?:is|are|was|does|cannot|could|may|the \w+ does|chapter \w+ does)\b"
    r"(?:(?!\b(?:is|are|was|does|cannot|could)\b)(?:[^,;:]|,(?= not\b)))*?"
    r"\b(?:not|nowhere|only|outside|be told|be seen)\b",
    re.IGNORECASE,
)
# The same with the silence in front: "The call does not say who decides."
_BEFORE = re.compile(
    r"(?:the|neither|section|chapter) .{,24}?(?:not say|not tell|not state|document says) "
    r"(?P<asked>(?:(?:for|on|of|to|with) )?"
    r"(?:who|whom|what|which|when|where|whether|how)\b[^;:]+)\.?$",
    re.IGNORECASE,
)
_BEFORE_DUTCH = re.compile(
    r"\S+(?: \S+)? zegt niet (?P<asked>(?:wie|wat|welke?|wanneer|waar\w*|hoe\w*|of)\b[^;:]+?)\.?$",
    re.IGNORECASE,
)
PATTERNS = {"nl": (_DUTCH, _BEFORE_DUTCH), "en": (_ENGLISH, _BEFORE)}


def question(gap: Labels) -> Composed:
    """Return the question that a gap leaves open, from what it says.

    >>> question({"nl": "Wie de voorzitter kan ontslaan staat er niet."})["nl"]
    'Valt na te gaan wie de voorzitter kan ontslaan?'
    >>> question({"en": "No amount is given."})["en"]
    'No amount is given. What can be found out about this?'
    """
    return Composed(lambda language: _asked(in_language(gap, language), language))


def _asked(text: str, language: str) -> str:
    for pattern in PATTERNS.get(language, ()):
        if found := pattern.match(text):
            asked = found["asked"].rstrip(" ,.")
            return Message("agenda.ask", question=asked[0].lower() + asked[1:])[language]
    return Message("agenda.open", gap=text)[language]
