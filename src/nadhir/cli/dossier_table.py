"""An incident's dossier on a terminal: what is agreed, who said it first, what cannot all be true, and the very words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nadhir.cli.layout import Cell, Piece, isolated, shares, visible
from nadhir.cli.situation_table import SituationTable, disputes
from nadhir.cli.wording import short, span_of

if TYPE_CHECKING:
    from nadhir.cli.looking import View
    from nadhir.engine.situation import Dossier
    from nadhir.memory import Link, Origin, Told

_PATHS = 4  # ways that a thing came, of each origin


class DossierTable(SituationTable):
    """Prints a dossier. `why`: also by which features each claim was linked."""

    def __init__(self, view: View, found: Dossier, links: Sequence[Link], *, why: bool) -> None:
        super().__init__(view, limit=1)
        self._found = found
        self._links = {link.claim: link for link in links}
        self._why = why
        self._plain = view.screen.color_system is None
        self._word.learn(place for told in found.tolds for place in told.claim.places)

    def show(self) -> None:  # type: ignore[override]
        """All of it."""
        self._consensus()
        self._figures()
        self._origins()
        self._against()
        self._ledger()
        self._claims()
        self._judgements()
        self._view.screen.print()
        self.legend()

    # --- parts ----------------------------------------------------------------------------------------------------

    def _consensus(self) -> None:
        one, word = self._found.incident, self._word
        lines = [
            word.sides(one.actors, one.recipients),
            word.place(one.place, one.country),
            isolated(span_of(one.start, one.end)) or word.days(one),
        ]
        self.lay([[Piece(word.code(one.code, one.modes), "bold")]], [self._width - 1])
        self.line(" · ".join(part for part in lines if part))
        told = [
            word.counted("view.reports", len(one.reports)),
            word.counted("view.claims", len(one.claims)),
            self._texts("view.told", days=isolated(span_of(one.first, one.last))) if one.first else "",
            isolated(one.id),
        ]
        self.line(" · ".join(part for part in told if part), "dim")
        sure = [word.digit(one.digit), Piece(f" {self._texts(f'admiralty.{one.digit}')} — {word.telling(one)}")]
        for mark in word.marks(one):
            sure += [Piece(" · "), mark]
        self.lay([sure], [self._width - 1])

    def _figures(self) -> None:
        figures = self._found.incident.figures
        if not figures:
            return
        self._heading("view.figures")
        by_id = {told.claim.id: told for told in self._found.tolds}
        for figure in figures:
            self.lay(
                [[Piece(self._word.figure(figure), "bold"), Piece("  " + self._texts(f"figure.{figure.rule}"), "dim")]],
                [self._width - 1],
            )
            sided = [by_id[c] for c in figure.sided if c in by_id]
            if sided:
                names = dict.fromkeys(self._word.voices(told) for told in sided)
                self.line("  " + self._texts("figure.sided", names=self._texts("view.semicolon").join(names)), "yellow")

    def _origins(self) -> None:
        self._heading("view.origins_title")
        groups: dict[str, list[Told]] = {}
        for told in self._found.tolds:
            groups.setdefault(told.origin.key or f"?{told.origin.why}", []).append(told)
        widths = [2, self._width - 5]
        for _, tolds in sorted(groups.items(), key=lambda g: (g[0].startswith("?"), -len(g[1]))):
            self.lay([self._origin(tolds[0].origin, tolds)], [self._width - 1])
            paths = dict.fromkeys((self._word.voices(t), self._reason(t.origin)) for t in tolds)
            for path, why in list(paths)[:_PATHS]:
                self.lay([[Piece("")], [Piece(path), Piece(f" — {why}", "dim")]], widths)
            if len(paths) > _PATHS:
                self.lay([[Piece("")], [Piece(f"+{len(paths) - _PATHS}", "dim")]], widths)
        for circle in self._found.incident.circles:
            names = [self._word.name(self._outlet(key)) for key in circle]
            self.line(self._texts("view.circle_of", names=" ⇄ ".join(names)), "yellow")

    def _origin(self, origin: Origin, tolds: Sequence[Told]) -> list[Piece]:
        known = bool(origin.key)
        name = Piece(self._word.origin(origin), "bold" if known else "dim")
        count = self._word.counted("view.claims", len(tolds))
        return [name, Piece(f" · {count}", "dim")]

    def _reason(self, origin: Origin) -> str:
        return self._texts.either(f"origin.{origin.why}", origin.why)

    def _outlet(self, key: str) -> str:
        """What the publisher of a ring is called."""
        named = {o.key: o.name for told in self._found.tolds if (o := told.origin).key}
        rest = key.partition(":")[2]
        return self._word.actor(rest) or named.get(key) or rest

    def _against(self) -> None:
        found = disputes(self._found.incident)
        if not found:
            return
        self._heading("view.contradictions")
        tolds = {told.claim.id: told for told in self._found.tolds}
        for dispute in found:
            self.dispute(dispute, tolds, heading=False)

    def _ledger(self) -> None:
        self._heading("view.ledger")
        by_id = {told.claim.id: told for told in self._found.tolds}
        widths = shares(self._width, (10, 0.55, 0.45))
        last = ""
        for said in self._found.ledger:
            day = str(said.published or "")
            says = [Piece(self._texts("table.quote", words=self._word.name(said.says)))]
            if said.denies:
                says.append(Piece(" " + self._word.dispute("denied"), "yellow"))
            if said.killed is not None:
                low, high = said.killed
                shown = f"≥ {low}" if high is None else str(low) if low == high else f"{low}–{high}"
                says.append(Piece(" · " + self._texts("quantity.killed", count=isolated(shown)), "bold"))
            cells: list[Cell] = [
                [Piece("" if day == last else day)],
                [Piece(self._word.voices(by_id[said.claim]))],
                says,
            ]
            self.lay(cells, widths)
            last = day

    def _claims(self) -> None:
        self._heading("view.claims_title")
        widths = [8, self._width - 11]
        for told in self._found.tolds:
            claim = told.claim
            what = [Piece(self._word.code(claim.code, claim.modes), "bold")]
            if claim.status != "actual":
                what.append(Piece(f" ({self._view.labels.term('status', claim.status)})", "italic"))
            if told.coder.startswith("person:"):
                what.append(
                    Piece(
                        " " + self._texts("view.by_person", name=self._word.name(told.coder.partition(":")[2])), "cyan"
                    )
                )
            what.append(Piece(f" — {self._word.voices(told)} · {isolated(told.report)}", "dim"))
            self.lay([[Piece(short(claim.id), "dim")], what], widths)
            self.lay([[Piece("")], self._quote(told)], widths)
            self._reasons(claim.id, widths)

    def _quote(self, told: Told) -> list[Piece]:
        """The sentence with its trigger marked, in its own direction."""
        sentence, words = visible(" ".join(told.sentence.split())), visible(" ".join(told.words.split()))
        before, found, after = sentence.partition(words) if words else (sentence, "", "")
        marked = f"⟦{found}⟧" if self._plain and found else found
        # One isolate around the three pieces keeps the sentence's own order within a line of the other direction.
        return [Piece("\u2068" + before), Piece(marked, "bold underline"), Piece(after + "\u2069")]

    def _reasons(self, claim: str, widths: Sequence[int]) -> None:
        link = self._links.get(claim)
        if not self._why or link is None:
            return
        if link.by != "machine":
            self.lay([[Piece("")], [Piece(self._texts("view.linked_by", judgement=short(link.by)), "cyan")]], widths)
            return
        if not link.features:
            self.lay([[Piece("")], [Piece(self._texts("view.linked_first"), "dim")]], widths)
            return
        parts = []
        for feature in sorted(link.features, key=lambda f: -abs(f.value * f.weight)):
            worth = f"{feature.value * feature.weight:+.1f}"
            detail = f" ({isolated(feature.detail)})" if feature.detail else ""
            parts.append(f"{isolated(worth)} {self._texts.either(f'link.{feature.name}', feature.name)}{detail}")
        score = self._texts("view.fits", score=isolated(f"{link.score:.0%}"))
        self.lay(
            [[Piece("")], [Piece(score, "cyan"), Piece(" " + self._texts("view.semicolon").join(parts), "dim")]], widths
        )

    def _judgements(self) -> None:
        if not self._found.judgements:
            return
        self._heading("view.judgements")
        for judgement in self._found.judgements:
            self.line(self._word.judgement(judgement))
