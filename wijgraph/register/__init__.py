"""Several dossiers in one store: laid there, checked, asked and compared."""

from wijgraph.register.laying import Common, Laid
from wijgraph.register.register import Register, slug_of

__all__ = ["Common", "Laid", "Register", "slug_of"]
