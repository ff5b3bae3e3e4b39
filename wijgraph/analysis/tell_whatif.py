"""What a scenario does, told in sentences that say no more than was computed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wijgraph.analysis.change_words import capital, filled
from wijgraph.analysis.naming import Names
from wijgraph.analysis.structure import Chain, narrowest, once
from wijgraph.analysis.tell_changes import edge_text, tell
from wijgraph.analysis.telling import Chapter, Line, Telling
from wijgraph.analysis.whatif import WhatIf
from wijgraph.analysis.whatif_words import REPORT
from wijgraph.graph.facts import Facts
from wijgraph.model import Finding
from wijgraph.namespaces import GOV, shorten
from wijgraph.validation.run import ORDER

MOST_APART = 3  # findings of one rule that are told one by one


def tell_whatif(result: WhatIf, language: str) -> Telling:
    """Return the report of a what-if."""
    return _Telling(result, language).report()


class _Telling:
    """A what-if being told in one language."""

    def __init__(self, result: WhatIf, language: str) -> None:
        self._result = result
        self._language = language
        self._difference = result.difference
        self._names = Names(self._difference, language)

    def _word(self, key: str, many: bool = False, **words: object) -> str:
        return filled(REPORT[key][self._language], words, many=many)

    def report(self) -> Telling:
        result, language = self._result, self._language
        intro = [result.scenario.description[language], self._word("hypothesis"), self._tally()]
        if result.at:
            intro.append(self._word("at", date=result.at.isoformat()))
        if not result.new:
            intro.append(self._word("no_new"))
        if result.left_out:
            number = len(result.left_out)
            intro.append(self._word("left_out" if number > 1 else "left_out_one", n=number))
        told = list(self._edges())
        texts = {line.text for line in told}
        changes = tell(self._difference, language)
        # What is told as an edge is told once, there, with what it rests on.
        known = {line.text: line for c in changes for line in c.lines if line.text in texts}
        others = [
            replace(c, lines=tuple(line for line in c.lines if line.text not in texts))
            for c in changes
        ]
        chapters = [
            self._chapter("new", self._together([(f, "") for f in result.new], "+")),
            self._chapter("solved", self._together([(f, "") for f in result.solved], "-")),
            self._chapter(
                "vanished", self._together([(v.finding, v.why) for v in result.vanished], "-")
            ),
            self._chapter("silent", self._silent()),
            self._chapter("edges", (known.get(line.text, line) for line in told)),
            self._chapter("chains", map(self._chain, result.chains)),
            self._chapter("holding", self._holding()),
            self._chapter("grip", self._grip()),
            *others,
            self._chapter("idle", self._idle()),
        ]
        title = self._word("title", title=result.scenario.title[language])
        return Telling(title, tuple(intro), tuple(c for c in chapters if c.lines))

    def _chapter(self, key: str, lines: Iterable[Line]) -> Chapter:
        note = REPORT.get(f"{key}_note", {}).get(self._language, "")
        return Chapter(key, self._word(key), tuple(lines), note)

    def _tally(self) -> str:
        result = self._result
        found = {"new": result.new, "solved": result.solved, "vanished": result.vanished}
        counts: dict[str, object] = {key: len(findings) for key, findings in found.items()}
        return filled(REPORT["tally"][self._language], counts)

    # Findings

    def _together(self, findings: Sequence[tuple[Finding, str]], sign: str) -> Iterable[Line]:
        """Tell findings; many of one rule, gone for one reason, are told in one breath."""
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding, why in findings:
            alike.setdefault((finding.rule, why), []).append(finding)
        for (_, why), found in alike.items():
            if len(found) > MOST_APART:
                first = self._finding(found[0], why, sign)
                text = f"{first.text.partition(': ')[0]}: {self._word('times', n=len(found))}"
                known = "; ".join(self._about(f, sign) for f in found)
                nodes = tuple(f.focus.value for f in found)
                yield Line(text, (*first.details, known), nodes, sign)
            else:
                yield from (self._finding(f, why, sign) for f in found)

    def _finding(self, finding: Finding, why: str, sign: str) -> Line:
        """Tell a finding, after what is said of its rule."""
        facts = self._side(sign)
        rules = (self._result.after if sign == "+" else self._result.before).rules
        rule = rules.get(finding.rule)
        text = f"{self._word(finding.severity)} {finding.rule}: {self._about(finding, sign)}"
        details = [self._word(f"why_{why}")] if why else []
        for texts in (rule.name, rule.rationale) if rule else ():
            details += [texts[self._language]] if texts and self._language in texts else []
        if finding.source:
            where = self._names.citation(finding.source.iri, facts)
            details.append(f"{self._word('rule_source')}: {where}")
        return Line(capital(text), tuple(details), (finding.focus.value,), sign)

    def _side(self, sign: str) -> Facts:
        return (self._result.after if sign == "+" else self._result.before).graph.facts

    def _about(self, finding: Finding, sign: str) -> str:
        node, names = finding.focus, self._names
        facts = self._side(sign)
        text = names.label(node.value, facts.graph) if node.kind == "iri" else f"_:{node.value}"
        if finding.value is not None and finding.value != node:
            text += f" – {names.value(finding.value)}"
        return text

    def _silent(self) -> Iterable[Line]:
        rules = self._result.before.rules
        for name in sorted(self._result.silent, key=lambda n: (ORDER[rules[n].severity], n)):
            label = (rules[name].name or {}).get(self._language, "")
            yield Line(f"{name}: {label}" if label else name, sign="~")

    # The whole

    def _edges(self) -> Iterable[Line]:
        result = self._result
        for pool, facts, gained in (
            (result.lost, result.before.graph.facts, False),
            (result.gained, result.after.graph.facts, True),
        ):
            for edge in once(narrowest(pool, facts)):
                text = capital(edge_text(self._names, edge, gained=gained))
                yield Line(text, (), (edge[0], edge[2]), "+" if gained else "-")

    def _chain(self, chain: Chain) -> Line:
        before, after = chain.before, chain.after
        if not after:
            key = "chain_gone"
        elif not before:
            key = "chain_new"
        else:
            key = "chain_other" if len(before[0]) == len(after[0]) else "chain_length"
        words: dict[str, object] = {
            "process": self._word(f"process_{chain.process}"),
            "a": self._names.noun(chain.start),
            "b": self._names.noun(chain.end),
            "old": self._links(before),
            "new": self._links(after),
        }
        details = [
            f"{self._word(side)}: {self._path(path)}"
            for side, paths in (("before", before), ("after", after))
            for path in paths
        ]
        sign = "-" if not after else "+" if not before else "~"
        text = filled(REPORT[key][self._language], words)
        return Line(
            capital(text),
            tuple(details),
            (chain.start, chain.end),
            sign,
        )

    def _links(self, paths: Sequence[Sequence[str]]) -> str:
        number = len(paths[0]) - 1 if paths else 0
        return self._word("link" if number == 1 else "links", n=number)

    def _path(self, path: Sequence[str]) -> str:
        return " → ".join(map(self._names.label, path))

    def _holding(self) -> Iterable[Line]:
        holding, noun = self._result.holding, self._names.noun
        for key, nodes, sign in (
            ("point_new", holding.gained, "+"),
            ("point_gone", holding.lost, "-"),
            ("loose", holding.loose, "-"),
        ):
            for node in nodes:
                many = self._names.many(node)
                text = self._word(key, many, node=noun(node))
                yield Line(capital(text), (), (node,), sign)
        if holding.parts[0] != holding.parts[1]:
            yield Line(self._word("parts", old=holding.parts[0], new=holding.parts[1]))

    def _grip(self) -> Iterable[Line]:
        grip, names = self._result.grip, self._names
        sides = (self._result.before.graph.facts, self._result.after.graph.facts)
        for key, nodes, facts, sign in (
            ("grip_lost", grip.lost, sides[0], "-"),
            ("grip_gained", grip.gained, sides[1], "+"),
            ("grip_outside", grip.outside, sides[1], "~"),
        ):
            for node in nodes:
                label = names.label(node, facts.graph)
                yield Line(self._word(key, node=label), (), (node,), sign)
        for node in grip.statements:
            facts = sides[0] if sides[0].of(node) else sides[1]
            element = ", ".join(names.label(e) for e in facts.values(node, GOV + "gripElement"))
            text = self._word("grip_touched", element=element, node=names.label(node, facts.graph))
            yield Line(capital(text), names.evidence(node, facts), (node,), "~")
        for node in grip.gaps:
            label = names.label(node, sides[1].graph)
            yield Line(self._word("grip_gap", node=label), names.evidence(node, sides[1]), (node,))

    def _idle(self) -> Iterable[Line]:
        for idle in self._result.applied.idle:
            terms = " ".join(
                shorten(t.value) if t.kind == "iri" else self._names.value(t) for t in idle.triple
            )
            key = "idle_add" if idle.adds else "idle_delete"
            yield Line(self._word(key, line=idle.position.line, triple=terms))
