"""The situation on a terminal: the screen that a desk opens in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from nadhir.cli.layout import Cell, Piece, isolated, ltr, row, shares
from nadhir.cli.wording import APART, SIDED, UNDATED, short, span_of
from nadhir.knowledge.lives import CONTESTED, UNKNOWN

if TYPE_CHECKING:
    from nadhir.cli.looking import View
    from nadhir.engine.situation import Situation
    from nadhir.memory import Condition, Incident, Tie, Told

_NARROW = 104  # cells below which an incident's columns are too thin, and it gets lines of its own
_DAY = 11  # cells of a day, with the sign of an undated one before it
_VOICES = 2  # of those who say a thing; the others are counted
_DISPUTES, _SIDES = 5, 3


class Dispute(NamedTuple):
    """What is said of one thing of an incident that cannot all be true: (side, saying) -> the claims that say so.

    `side` is `yes` or `no` where it is denied that it happened, else "".
    """

    incident: Incident
    kind: str
    sides: dict[tuple[str, str], tuple[str, ...]]
    since: date | None


class SituationTable:
    """Prints incidents, disputes, conditions and the network: of each at most `limit`, and how many more there are."""

    def __init__(self, view: View, limit: int) -> None:
        self._view = view
        self._texts = view.texts
        self._word = view.wording
        self._limit = limit
        self._width = max(view.screen.width - 1, 60)

    def show(self, found: Situation) -> None:
        """All of it."""
        self._word.learn(c.place for c in found.conditions)
        self._counts(found)
        self._heading("view.latest")
        self.incidents(found.incidents, "nadhir incidents")
        self._disputes(found.incidents)
        self._conditions(found.conditions)
        self._network(found.ties)
        self._view.screen.print()
        self.legend()

    # --- parts ----------------------------------------------------------------------------------------------------

    def line(self, text: str, style: str = "") -> None:
        """A line over the whole width."""
        self._view.screen.lines(row([[Piece(text, style)]], [self._width - 1], rtl=self._texts.rtl))

    def lay(self, cells: Sequence[Cell], widths: Sequence[int]) -> None:
        """A row of cells."""
        self._view.screen.lines(row(cells, widths, rtl=self._texts.rtl))

    def legend(self) -> None:
        """What the signs mean."""
        signs = {"undated": UNDATED, "sided": SIDED, "apart": APART}
        self.line(self._texts("view.legend", **signs), "dim")

    def _heading(self, key: str) -> None:
        self._view.screen.print()
        self.line(self._texts(key), "bold")
        self.lay([[Piece("─" * (self._width - 1), "dim")]], [self._width - 1])

    def _more(self, count: int, command: str) -> None:
        if count > 0:
            self.line(self._texts("view.more", count=count, command=ltr(command)), "dim")

    def _counts(self, found: Situation) -> None:
        counts = found.counts
        parts = [
            self._word.counted("view.reports", counts.reports),
            self._word.counted("view.claims", counts.claims),
            self._word.counted("view.incidents", counts.incidents),
        ]
        if counts.copies:
            parts.insert(1, self._word.counted("view.copies", counts.copies))
        if counts.versions > counts.reports:
            parts.insert(1, self._word.counted("view.revisions", counts.versions - counts.reports))
        self.line(self._texts("view.situation", day=isolated(str(found.day))), "bold")
        self.line(self._texts("view.comma").join(parts))

    # --- incidents ------------------------------------------------------------------------------------------------

    def incidents(self, found: Sequence[Incident], command: str) -> None:
        """A few lines each: when; what, who to whom, where; how many; told by how many, how sure, what speaks against it."""
        self._word.learn(i.place for i in found)
        if not found:
            self.line(self._texts("view.none"), "dim")
        wide = self._width >= _NARROW
        widths = shares(self._width, (_DAY, 0.47, 0.15, 0.38) if wide else (_DAY, 1.0))
        for incident in found[: self._limit]:
            figures = [Piece("\n".join(self._word.figure(f) for f in incident.figures[:2]))]
            telling = [self._word.digit(incident.digit), Piece(" " + self._word.telling(incident))]
            for mark in self._word.marks(incident):
                telling += [Piece("\n"), mark]
            when = [Piece(isolated(self._word.days(incident))), Piece("\n" + short(incident.id), "dim")]
            main = self._main(incident)
            if wide:
                self.lay([when, main, figures, telling], widths)
                continue
            if incident.figures:
                numbers = self._texts("view.comma").join(self._word.figure(f) for f in incident.figures[:2])
                main.append(Piece(f" · {numbers}"))
            line = [Piece(p.text.replace("\n", " · "), p.style) for p in telling]
            self.lay([when, [*main, Piece("\n"), *line]], widths)
        self._more(len(found) - self._limit, command)

    def _main(self, incident: Incident) -> list[Piece]:
        sides = self._word.sides(incident.actors, incident.recipients)
        where = self._word.place(incident.place, incident.country)
        second = " · ".join(part for part in (sides, where) if part)
        out = [
            Piece(
                self._word.code(incident.code, incident.modes),
                "bold red" if incident.quad == "material conflict" else "bold",
            )
        ]
        return [*out, Piece(f"\n{second}")] if second else out

    # --- contradictions -------------------------------------------------------------------------------------------

    def _disputes(self, found: Sequence[Incident]) -> None:
        every = [d for incident in found for d in disputes(incident)]
        if not every:
            return
        self._heading("view.contradictions")
        shown = every[:_DISPUTES]
        tolds = self._view.tolds({c for d in shown for claims in d.sides.values() for c in claims})
        for dispute in shown:
            self.dispute(dispute, tolds, heading=True)
        self._more(len(every) - len(shown), "nadhir incidents")

    def dispute(self, dispute: Dispute, tolds: dict[str, Told], *, heading: bool) -> None:
        """Both sides, with who says what."""
        incident, widths = dispute.incident, shares(self._width, (_DAY, 1.0))
        first = [Piece(isolated(self._word.days(incident)) if heading else str(dispute.since or ""))]
        title = [Piece(self._word.dispute(dispute.kind), "yellow")]
        if heading:
            where = self._word.place(incident.place, incident.country)
            about = " · ".join(p for p in (self._word.code(incident.code, incident.modes), where) if p)
            title += [Piece(f" — {about}"), Piece(f"  {short(incident.id)}", "dim")]
        self.lay([first, title], widths)
        for (side, saying), claims in list(dispute.sides.items())[:_SIDES]:
            quoted = self._texts("table.quote", words=self._word.name(saying))
            said = self._texts(f"side.{side}", words=quoted) if side else self._word.name(saying)
            self.lay([[Piece("")], [Piece(said, "bold"), Piece(" — " + self._who(claims, tolds))]], widths)
        if len(dispute.sides) > _SIDES:
            self.lay([[Piece("")], [Piece(f"+{len(dispute.sides) - _SIDES}", "dim")]], widths)

    def _who(self, claims: Sequence[str], tolds: dict[str, Told]) -> str:
        """Who says a thing: the voices of its first claims, and since when."""
        known = [tolds[c] for c in claims if c in tolds]
        voices = list(dict.fromkeys(self._word.voices(t) for t in known))
        more = [f"+{len(voices) - _VOICES}"] if len(voices) > _VOICES else []
        since = next((f" {isolated(f'({t.published})')}" for t in known if t.published), "")
        return self._texts("view.semicolon").join([*voices[:_VOICES], *more]) + since

    # --- conditions -----------------------------------------------------------------------------------------------

    def _conditions(self, found: Sequence[Condition]) -> None:
        if not found:
            return
        self._heading("view.conditions")
        ranked = sorted(found, key=lambda c: (c.state != UNKNOWN, c.confirmed or date.min), reverse=True)
        day = 10
        widths = shares(self._width, (1.0, 14 if self._width < _NARROW else 28, day, day, day))
        self.lay(
            [[Piece(self._texts(f"view.{n}"), "dim")] for n in ("what", "state", "since", "confirmed", "until")], widths
        )
        known = [c for c in ranked if c.state != UNKNOWN]
        unknown = [c for c in ranked if c.state == UNKNOWN]
        shown = [*known[: self._limit], *unknown[: max(3, self._limit - len(known))]]
        for condition in shown:
            self._condition(condition, widths)
        self._more(len(found) - len(shown), "nadhir situation --limit N")
        if unknown:
            self.line(self._texts("view.silence"), "dim italic")

    def _condition(self, one: Condition, widths: Sequence[int]) -> None:
        gone = one.state == UNKNOWN
        style = "dim" if gone else ""
        modes = [one.mode] if one.mode else []
        what = " · ".join(p for p in (self._word.code(one.code, modes), self._word.subject(one)) if p)
        life = self._view.lives.lives.get(one.code)
        calm = life is not None and one.state == life.states[0]
        strong = "dim" if gone else "yellow" if one.state == CONTESTED else "green" if calm else "bold red"
        days = [isolated(str(d)) if d else "" for d in (one.since, one.confirmed, one.until)]
        cells = [Piece(what, style), Piece(self._word.standing(one), strong), *(Piece(d, style) for d in days)]
        self.lay([[cell] for cell in cells], widths)

    # --- the network ----------------------------------------------------------------------------------------------

    def _network(self, found: Sequence[Tie]) -> None:
        if not found:
            return
        self._heading("view.network")
        ranked = sorted(
            found, key=lambda t: (t.recipient is not None, len(t.asserted_by), t.last or date.min), reverse=True
        )
        widths = shares(self._width, (1.0, 23 if self._width >= _NARROW else 12, 0.7))
        self.lay([[Piece(self._texts(f"view.{n}"), "dim")] for n in ("tie", "seen", "by")], widths)
        for tie in ranked[: self._limit]:
            self._tie(tie, widths)
        self._more(len(found) - self._limit, "nadhir situation --limit N")

    def _tie(self, tie: Tie, widths: Sequence[int]) -> None:
        label = self._word.code(tie.code, [tie.mode] if tie.mode else [])
        what = [Piece(self._word.party(tie.actor)), Piece(f" — {label}", "cyan")]
        if tie.recipient is not None:
            what.append(Piece(f" {'←' if self._texts.rtl else '→'} {self._word.party(tie.recipient)}"))
        by = [Piece(self._texts("view.comma").join(dict.fromkeys(self._word.origin(o) for o in tie.asserted_by[:3])))]
        if tie.denied:
            names = dict.fromkeys(self._word.origin(o) for o in tie.denied_by[:3])
            by.append(
                Piece(
                    ("\n" if tie.asserted_by else "")
                    + self._texts("view.denied_by", names=self._texts("view.comma").join(names)),
                    "yellow",
                )
            )
        self.lay([what, [Piece(isolated(span_of(tie.first, tie.last)))], by], widths)


def disputes(incident: Incident) -> list[Dispute]:
    """An incident's contradictions by their kind: three tolls that differ are one dispute with three sides."""
    found: dict[str, Dispute] = {}
    for one in incident.contradictions:
        dispute = found.get(one.kind) or Dispute(incident, one.kind, {}, one.since)
        sides = dict(dispute.sides)
        roles = ("yes", "no") if one.kind == "denied" else ("", "")
        for role, saying, claims in zip(roles, (one.saying, one.against), (one.one, one.other), strict=True):
            sides[role, saying] = tuple(dict.fromkeys((*sides.get((role, saying), ()), *claims)))
        days = [d for d in (dispute.since, one.since) if d]
        found[one.kind] = dispute._replace(sides=sides, since=min(days) if days else None)
    return list(found.values())
