"""Open questions: each gap, silent rule and missing counterpart as a question for research."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wijgraph.analysis.evidence import Reader, Statement
from wijgraph.analysis.gap_questions import question
from wijgraph.analysis.grip import grip, holders
from wijgraph.analysis.loops import ACCOUNTABLE, JUDGED, THROUGH, UNSTATED, Lack, loops
from wijgraph.graph.facts import Facts
from wijgraph.messages import Message
from wijgraph.model import Finding
from wijgraph.namespaces import GOV, ORG, SCHEMA, shorten
from wijgraph.network import slug
from wijgraph.report.document import (
    Document,
    Labels,
    Node,
    Piece,
    Place,
    Row,
    Section,
    between_each,
    joined,
    listed,
    row,
    table,
)
from wijgraph.validation.rules import Rule

GAP, RULE, LACK = "gap", "rule", "lack"
PROPERTY = re.compile(r"\b[a-z]+:[A-Za-z]+\b")
# Where a question belongs: by the class of the first thing it is about; the order of the agenda.
THEMES = {
    "grip": ("Insight", "GripVerdict"),
    "meetings": ("MeetingSeries", "WorkingBody", "EscalationModel", "Membership"),
    "information": ("InformationFlow", "MonitoringStep", "Reporting"),
    "powers": ("Relation", "Responsibility", "Statutes", "Post", "SupervisoryBoard", "Council"),
    "work": ("Assignment", "Measurement", "Activity", "ActivityBlock", "Result", "Instrument"),
    "perspectives": ("Perspective", "PerspectiveFinding"),
    "research": (
        "ResearchQuestion",
        "ResearchMethod",
        "ProcedureStep",
        "Definition",
        "StudiedDocument",
    ),
    "findings": ("Statement",),
}
OTHER = "other"


@dataclass(frozen=True)
class OpenQuestion:
    """One open question, with why it is open and who or what could answer it."""

    kind: str
    id: str  # the gap, the rule, or the two actors
    text: Labels
    about: tuple[Node, ...]
    reason: Labels
    ground: tuple[Statement, ...] = ()  # the gap, or the relations that lack a counterpart
    rules: tuple[str, ...] = ()  # that are silent on this
    documents: tuple[Node, ...] = ()  # studied, and about the same instrument or assignment
    figures: tuple[Node, ...] = ()  # missing from the text that was read
    roles: tuple[Node, ...] = ()  # interviewed, and in what this is about
    insights: tuple[Node, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Theme:
    """The questions on one subject."""

    key: str
    questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True)
class Agenda:
    """All open questions, by subject."""

    themes: tuple[Theme, ...]
    insights: tuple[tuple[int | None, Statement], ...]  # that they may serve, with their numbers

    @property
    def questions(self) -> tuple[OpenQuestion, ...]:
        """All questions, in the order of the subjects."""
        return tuple(question for theme in self.themes for question in theme.questions)

    def report(self) -> Document:
        """Return the introduction, the insights, and a table for each subject."""
        return _report(self)


def agenda(facts: Facts, findings: Iterable[Finding] = (), rules: Iterable[Rule] = ()) -> Agenda:
    """Return the open questions of a graph.

    ``findings`` are what its rules find: those that are silent for want of knowledge become
    questions, or join the gap that says the same. ``rules`` give them names.
    """
    return _Agenda(facts, findings, rules).all()


class _Agenda:
    def __init__(self, facts: Facts, findings: Iterable[Finding], rules: Iterable[Rule]) -> None:
        self._facts, self._reader = facts, Reader(facts)
        self._names = {rule.id: rule.name for rule in rules}
        self._findings: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.severity != "violation" and _silent(finding):
                self._findings.setdefault(finding.rule, []).append(finding)
        self._studied: dict[str, list[str]] = {}
        for document in facts.instances(GOV + "StudiedDocument"):
            for about in facts.values(document, GOV + "about"):
                self._studied.setdefault(about, []).append(document)
        self._interviewed = {
            role
            for interview in facts.instances(GOV + "Interview")
            for role in facts.values(interview, GOV + "interviewee")
        }
        self._served = self._insights()

    def all(self) -> Agenda:
        gaps = [self._gap(gap) for gap in self._facts.instances(GOV + "Gap")]
        # A silent rule joins the gap that says the same: this changes ``gaps``.
        found = [*self._silent(gaps), *self._lacks()]
        themes: dict[str, list[OpenQuestion]] = {}
        for asked in [*gaps, *found]:
            themes.setdefault(self._theme(asked), []).append(asked)
        order = (*THEMES, OTHER)
        served = {node.iri for asked in [*gaps, *found] for node in asked.insights}
        return Agenda(
            tuple(Theme(key, tuple(themes[key])) for key in order if key in themes),
            tuple(
                (self._number(insight), self._reader.statement(insight))
                for insight in sorted(served, key=lambda i: (self._number(i) or 0, i))
            ),
        )

    def _number(self, insight: str) -> int | None:
        position = self._facts.value(insight, SCHEMA + "position")
        return int(position) if position and position.isdecimal() else None

    def _insights(self) -> dict[str, list[Node]]:
        """Return the insights that each gap serves, as the profile of the council's grip ties."""
        found: dict[str, list[Node]] = {}
        for actor in holders(self._facts):
            for sought in grip(self._facts, actor).insights:
                node = Node(sought.insight.iri, sought.insight.label)
                for gap in sought.gaps:
                    found.setdefault(gap.iri, []).append(node)
        return found

    def _gap(self, gap: str) -> OpenQuestion:
        statement = self._reader.statement(gap)
        return OpenQuestion(
            kind=GAP,
            id=gap,
            text=question(statement.label),
            ground=(statement,),
            about=statement.about,
            reason=statement.reason.label if statement.reason else Message("state.unstated"),
            documents=self._documents([n.iri for n in statement.about]),
            figures=self._reader.nodes(self._facts.values(gap, GOV + "figure")),
            roles=self._roles([n.iri for n in statement.about]),
            insights=tuple(self._served.get(gap, ())),
            places=statement.places,
        )

    def _silent(self, gaps: list[OpenQuestion]) -> Iterator[OpenQuestion]:
        """Yield a question for each rule that no gap answers to; the others join their gap."""
        by_node: dict[str, list[int]] = {}
        by_subject: dict[frozenset[str], list[int]] = {}
        for place, gap in enumerate(gaps):
            about = frozenset(node.iri for node in gap.about)
            by_subject.setdefault(about, []).append(place)
            for node in about:
                by_node.setdefault(node, []).append(place)
        for rule, findings in self._findings.items():
            left = []
            subjects = by_subject.get(frozenset(f.focus.value for f in findings), [])
            for finding in findings:
                near = by_node.get(finding.focus.value, [])
                places = [p for p in near if self._lacks_it(gaps[p], finding)] or subjects
                for place in places:
                    if rule not in gaps[place].rules:
                        gaps[place] = replace(gaps[place], rules=(*gaps[place].rules, rule))
                if not places:
                    left.append(finding)
            if left:
                yield self._rule(rule, left)

    def _lacks_it(self, gap: OpenQuestion, finding: Finding) -> bool:
        """Return whether a gap about the node of ``finding`` says that the same is missing."""
        named = {p for text in finding.message.values() for p in PROPERTY.findall(text)}
        missing = {shorten(m) for m in self._facts.values(gap.id, GOV + "missing")}
        return bool(named & missing)

    def _rule(self, rule: str, findings: Sequence[Finding]) -> OpenQuestion:
        foci = [f.focus.value for f in findings]
        name = self._names.get(rule) or findings[0].message
        source = findings[0].source
        return OpenQuestion(
            kind=RULE,
            id=rule,
            text=Message(
                "agenda.ask-rule",
                who=joined(f.label or f.focus.value for f in findings),
                what=name or rule,
            ),
            about=self._reader.nodes(foci),
            reason=Message("agenda.silent-rule"),
            rules=(rule,),
            documents=self._documents(foci),
            roles=self._roles(foci),
            places=(self._reader.place(source),) if source else (),
        )

    def _lacks(self) -> Iterator[OpenQuestion]:
        for lack in loops(self._facts).lacks:
            told = self._facts.gaps(s.iri for s in lack.instead) if lack.state == JUDGED else []
            if lack.state != UNSTATED and not told:  # else a gap asks it already
                yield self._lack(lack)

    def _lack(self, lack: Lack) -> OpenQuestion:
        if ACCOUNTABLE in lack.kinds:
            text = Message("agenda.ask-power", one=lack.one.label, other=lack.other.label)
        else:
            ends = {"one": lack.other.label, "other": lack.one.label}
            direct = Message("agenda.ask-direct", **ends)
            text = direct if lack.state == THROUGH else Message("agenda.ask-account", **ends)
        # Answers are sought where the relation itself rests.
        nodes = [s.iri for s in lack.ground]
        return OpenQuestion(
            kind=LACK,
            id=f"{'+'.join(lack.kinds)}:{slug(lack.one.iri)}-{slug(lack.other.iri)}",
            text=text,
            ground=lack.ground,
            about=(lack.one, lack.other),
            reason=Message(f"state.{lack.state}"),
            documents=self._documents(nodes),
            roles=self._roles([lack.one.iri, lack.other.iri]),
            places=tuple(place for s in lack.ground for place in s.places),
        )

    def _documents(self, nodes: Iterable[str]) -> tuple[Node, ...]:
        """Return the studied documents about the same instruments, assignments and bases.

        A document that is about an organisation as a whole is no ground to look in it.
        """
        facts, found = self._facts, []
        for node in nodes:
            if facts.is_a(node, GOV + "StudiedDocument"):
                found.append(node)
            for about in (node, *facts.values(node, GOV + "basis")):
                if not facts.is_a(about, GOV + "Actor") or facts.is_a(about, GOV + "WorkingBody"):
                    found += self._studied.get(about, [])
        return self._reader.nodes(found)

    def _roles(self, nodes: Iterable[str]) -> tuple[Node, ...]:
        """Return the interviewed among the actors of ``nodes``, and who has a post in them.

        A post in an organisation as a whole is no ground to ask it there.
        """
        facts, found = self._facts, []
        for node in nodes:
            for actor in (node, *facts.values(node, GOV + "actor", GOV + "participant")):
                found += [role for role in [actor] if role in self._interviewed]
                if not facts.is_a(actor, GOV + "Municipality", GOV + "InHouseContractor"):
                    found += [
                        role
                        for role in sorted(self._interviewed)
                        if actor in facts.values(role, ORG + "postIn")
                    ]
        return self._reader.nodes(found)

    def _theme(self, asked: OpenQuestion) -> str:
        if asked.kind == LACK:
            return "powers"
        if asked.insights:
            return "grip"
        for node in asked.about:
            for theme, kinds in THEMES.items():
                if theme != "findings" and self._facts.is_a(node.iri, *(GOV + k for k in kinds)):
                    return theme
        return "findings" if asked.kind == GAP else OTHER


def _silent(finding: Finding) -> bool:
    """Return whether a rule finds that something is not there, and not that something is wrong."""
    return finding.component != "MaxCountConstraintComponent" and (
        finding.value is None or finding.value == finding.focus
    )


COLUMNS = "id question about reason answer-documents answer-roles insights rules"


def _report(found: Agenda) -> Document:
    kinds = [question.kind for question in found.questions]
    counts = {"gaps": kinds.count(GAP), "rules": kinds.count(RULE), "lacks": kinds.count(LACK)}
    insights = table(
        "number insight",
        (row(str(n or ""), insight, sources=insight.places) for n, insight in found.insights),
    )
    numbers = {insight.iri: number for number, insight in found.insights}
    served = Section("insights", Message("agenda.insights"), (), insights)
    return Document.made(
        Section("gaps", Message("agenda.title"), (Message("agenda.text", **counts),)),
        served if insights else None,
        *(
            Section(
                theme.key,
                Message(f"agenda.theme-{theme.key}"),
                (),
                table(COLUMNS, (_row(question, numbers) for question in theme.questions)),
            )
            for theme in found.themes
        ),
    )


def _row(question: OpenQuestion, numbers: Mapping[str, int | None]) -> Row:
    served = [(Piece(str(numbers[i.iri] or "") or i.label, i.iri),) for i in question.insights]
    return row(
        slug(question.id),
        question.text,
        listed(question.about, "; "),
        question.reason,
        listed((*question.documents, *question.figures), "; "),
        listed(question.roles, "; "),
        between_each(served, ", "),
        ", ".join(question.rules),
        sources=question.places,
    )
