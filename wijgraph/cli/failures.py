"""What libraries and the system say when something fails, in words for who reads it."""

from wijgraph.errors import WijgraphError
from wijgraph.messages import Message

DAMAGED = ("corruption:", "corrupted", "checksum mismatch")
# Kinds of errors, what their text has in it, and what they mean.
KNOWN = (
    (RecursionError, "", Message("command.too-deep")),
    (ValueError, "set_int_max_str_digits", Message("command.too-many-digits")),
    (OverflowError, "", Message("command.too-large-number")),
)


def in_words(error: Exception) -> WijgraphError:
    """Return ``error`` as one of ours, with what to do; as unforeseen when nobody foresaw it."""
    text = str(error).strip().partition("\n")[0]
    if any(sign in text.lower() for sign in DAMAGED):
        return WijgraphError(
            Message("command.store-damaged"),
            path=getattr(error, "path", None),
            hint=Message("command.store-damaged-hint"),
        )
    if isinstance(error, WijgraphError):
        return error
    if type(error).__module__ == "ssl":
        told = Message("command.no-certificates", reason=text)
        return WijgraphError(told, hint=Message("command.no-certificates-hint"))
    if isinstance(error, FileNotFoundError) and error.filename is None:  # of the system itself
        return WijgraphError(Message("command.no-folder"))
    for kind, sign, message in KNOWN:
        if isinstance(error, kind) and sign in text:
            return WijgraphError(message)
    return WijgraphError(
        Message("command.unforeseen", kind=type(error).__name__, reason=text),
        hint=Message("command.unforeseen-where"),
    )
