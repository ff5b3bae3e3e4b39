"""Telling an analysis in one language, in the shape that all of them share."""

from functools import singledispatch

from wijgraph.analysis.agenda import Agenda
from wijgraph.analysis.chains import Chains
from wijgraph.analysis.grip import Grip
from wijgraph.analysis.loops import Loops
from wijgraph.analysis.measures import Measures
from wijgraph.analysis.modality import Modalities
from wijgraph.analysis.nsob import Perspectives
from wijgraph.analysis.section import Section
from wijgraph.analysis.tell import agenda, chains, grip, loops, measures, modality, nsob


@singledispatch
def sections(analysis: object, language: str) -> list[Section]:  # noqa: ARG001 - the others use it
    """Return what ``analysis`` found, as sections in ``language``.

    >>> import wijgraph
    >>> from wijgraph.analysis.nsob import nsob
    >>> [s.key for s in sections(nsob(wijgraph.open().graph.facts), "en")][:2]
    ['nsob', 'nsob-1']
    """
    raise TypeError(f"no analysis: {type(analysis).__name__}")


@sections.register
def _(analysis: Chains, language: str) -> list[Section]:
    return list(chains.sections(analysis, language))


@sections.register
def _(analysis: Loops, language: str) -> list[Section]:
    return list(loops.sections(analysis, language))


@sections.register
def _(analysis: Measures, language: str) -> list[Section]:
    return list(measures.sections(analysis, language))


@sections.register
def _(analysis: Grip, language: str) -> list[Section]:
    return list(grip.sections(analysis, language))


@sections.register
def _(analysis: Perspectives, language: str) -> list[Section]:
    return list(nsob.sections(analysis, language))


@sections.register
def _(analysis: Modalities, language: str) -> list[Section]:
    return list(modality.sections(analysis, language))


@sections.register
def _(analysis: Agenda, language: str) -> list[Section]:
    return list(agenda.sections(analysis, language))
