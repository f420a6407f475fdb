"""Words for what the desk remembers, in the reader's language: parties, places, days, tolls, origins, how sure a thing is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from babel import Locale

from nadhir.cli.labels import Labels
from nadhir.cli.layout import Piece, isolated
from nadhir.cli.texts import Texts
from nadhir.knowledge.lives import UNKNOWN, Lives
from nadhir.knowledge.load import Knowledge
from nadhir.linking.geo import place_key
from nadhir.memory import Condition, Figure, Incident, Judgement, Origin, Told, TrackRecord
from nadhir.records import Entity, Place

ID = 8  # letters of an id that are shown; so many are plain in any store that one desk fills
SIDED, UNDATED, APART = "!", "≤", "≠"
DIGIT_STYLES = {1: "bold green", 2: "green", 3: "", 4: "yellow", 5: "red", 6: "dim"}
_IMPLIED = frozenset({"quad", "cameo", "score", "acled"})  # what a code brings with it
_NAME = 48  # letters of a name that are shown
_SHORT = 24


class Wording:
    """What things are called."""

    def __init__(self, texts: Texts, labels: Labels, knowledge: Knowledge, lives: Lives) -> None:
        self._texts = texts
        self._labels = labels
        self._knowledge = knowledge
        self._lives = lives
        self._places: dict[str, str] = {}
        self._plural = Locale.parse(texts.language).plural_form

    def counted(self, key: str, count: int) -> str:
        """A number with its noun: the text of the key holds "one=… | few=… | other=…" by the language's plurals; `zero` goes before them."""
        forms = dict(part.strip().split("=", 1) for part in self._texts(key).split("|"))
        form = "zero" if not count and "zero" in forms else self._plural(count)
        return forms.get(form, forms["other"]).replace("{count}", f"{count:,}")

    def name(self, text: str, most: int = _NAME) -> str:
        """A name on one line, cut where it is a paragraph, its direction kept to itself."""
        line = " ".join(text.split())
        return isolated(line if len(line) <= most else line[: most - 1].rstrip() + "…", rtl=self._texts.rtl)

    # --- parties and places ----------------------------------------------------------------------------------------

    def actor(self, ident: str) -> str:
        """What an actor of the knowledge is called: its acronym where its name is long, "" where it is unknown."""
        actor = self._knowledge.actors.get(ident)
        names = actor.names.get(self._texts.language, []) if actor is not None else []
        if not names:
            return ""
        short = [n for n in names[1:] if n.isupper() and len(n) < 8] if len(names[0]) > _SHORT else []
        return short[0] if short else names[0]

    def party(self, entity: Entity) -> str:
        """A known actor by its name; another by the words of the report, or by its sector where the reader's script is another."""
        if called := self.actor(entity.id):
            return self.name(called)
        written = entity.text or entity.name
        if entity.sector and self.foreign(written):
            country = f" ({self._labels.country(entity.country)})" if entity.country else ""
            return self.name(self._labels.term("sector", entity.sector) + country)
        return self.name(written)

    def parties(self, entities: Sequence[Entity], most: int = 2) -> str:
        """Some parties in a row, each once."""
        names = list(dict.fromkeys(self.party(e) for e in entities))
        more = [f"+{len(names) - most}"] if len(names) > most else []
        return self._texts("view.comma").join([*names[:most], *more])

    def foreign(self, text: str) -> bool:
        """Whether a text is of a script that runs against the reader's."""
        letters = [c for c in text if c.isalpha()]
        return bool(letters) and ("\u0590" <= letters[0] <= "\u08ff") != self._texts.rtl

    def learn(self, places: Iterable[Place | None]) -> None:
        """Take over how reports of the reader's script write some places, the shortest way of each: "باماكو" for Bamako."""
        for place in places:
            if place is None or not self._texts.rtl or not place.text or self.foreign(place.text):
                continue
            key = place_key(place)
            if key not in self._places or len(place.text) < len(self._places[key]):
                self._places[key] = place.text

    def place(self, place: Place | None, country: str = "") -> str:
        """A place by its name, or as reports of the reader's script write it; else the country."""
        if place is None:
            return self.name(self._labels.country(country)) if country else ""
        if place.feature == "country" and place.country:
            return self.name(self._labels.country(place.country))
        return self.name(self._places.get(place_key(place)) or place.name or place.text)

    # --- incidents --------------------------------------------------------------------------------------------------

    def days(self, incident: Incident) -> str:
        """When it happened; where nobody says, by when it was told."""
        if incident.end is None:
            return f"{UNDATED}{incident.first}" if incident.first else self._texts("table.undated")
        return str(incident.end)

    def code(self, code: str, modes: Iterable[str]) -> str:
        """A code with its modes."""
        return " · ".join([self._labels.code(code), *(self._labels.mode(m) for m in modes)])

    def sides(self, actors: Sequence[Entity], recipients: Sequence[Entity]) -> str:
        """Who did it to whom."""
        arrow = "←" if self._texts.rtl else "→"
        who, whom = self.parties(actors), self.parties(recipients)
        return f"{who or '?'} {arrow} {whom}" if whom else who

    def figure(self, figure: Figure) -> str:
        """A number: low–best–high, marked where a party to the fight gives one of them."""
        high = "…" if figure.high is None else f"{figure.high:,}"
        best = "?" if figure.best is None else f"{figure.best:,}"
        low = f"{figure.low:,}"
        shown = low if figure.low == figure.high else "–".join(dict.fromkeys([low, best, high]))
        shown += SIDED if figure.sided else ""
        return self._texts(f"quantity.{figure.what}", count=isolated(shown))

    def telling(self, incident: Incident) -> str:
        """How many outlets tell of it, and how many origins they have."""
        return self._texts(
            "view.telling",
            outlets=self.counted("view.outlets", len(incident.publishers)),
            origins=self.counted("view.origins", incident.independent),
        )

    def digit(self, digit: int) -> Piece:
        """The Admiralty digit."""
        return Piece(f"[{digit}]", DIGIT_STYLES.get(digit, ""))

    def marks(self, incident: Incident) -> list[Piece]:
        """What speaks against it."""
        kinds = list(dict.fromkeys(c.kind for c in incident.contradictions))
        if incident.denied and "denied" not in kinds:
            kinds.insert(0, "denied")
        found = [Piece(f"{APART} " + self._texts("view.comma").join(self.dispute(k) for k in kinds), "yellow")]
        out = found if kinds else []
        if incident.circles:
            out.append(Piece(self._texts("view.circle"), "yellow"))
        return out

    def dispute(self, kind: str) -> str:
        """A kind of contradiction."""
        return self._texts(f"contradiction.{kind}")

    # --- who says it ------------------------------------------------------------------------------------------------

    def origin(self, origin: Origin) -> str:
        """Who said it first."""
        kind, _, rest = origin.key.partition(":")
        if not kind:
            return self._texts("view.origin_unknown")
        if called := self.actor(rest):
            return self.name(called)
        country, dash, sector = rest.partition("-")
        if kind == "party" and dash and country.isupper() and sector.isupper():
            return self.name(f"{self._labels.term('sector', sector)} ({self._labels.country(country)})")
        return self.name(origin.name or rest)

    def record(self, one: TrackRecord) -> str:
        """Whose track record it is."""
        return self.origin(Origin(key=one.key, name=one.name, kind=one.kind))

    def voices(self, told: Told) -> str:
        """The voices from the publisher inwards, as written."""
        path = told.origin.path or tuple(n for n in (told.publisher, *(s.name for s in told.claim.sources)) if n)
        return " ‹ ".join(dict.fromkeys(self.name(voice, 32) for voice in path)) or "?"

    def judgement(self, one: Judgement) -> str:
        """Who decided what, when and why."""
        implied = _IMPLIED if "code" in one.values else frozenset()
        values = [
            f"{name}={' '.join(short(v) for v in value) if isinstance(value, list) else short(value)}"
            for name, value in one.values.items()
            if name not in implied
        ]
        shown = [self._texts(f"judged.{one.kind}", target=isolated(short(one.target))), *(isolated(v) for v in values)]
        reason = f" — {self.name(one.reason, 90)}" if one.reason else ""
        day = isolated(f"{one.recorded:%Y-%m-%d %H:%M}")
        return f"{isolated(short(one.id))} · {day} · {self.name(one.author)}: {' '.join(shown)}{reason}"

    # --- conditions -------------------------------------------------------------------------------------------------

    def state(self, state: str) -> str:
        """A condition's state."""
        term = self._lives.states.get(state)
        return (term.label.get(self._texts.language) if term else "") or state

    def standing(self, condition: Condition) -> str:
        """Its state; of an unknown one also what it was last."""
        known = [s for s, _ in condition.history if s != UNKNOWN]
        if condition.state != UNKNOWN or not known:
            return self.state(condition.state)
        return self._texts("view.was", state=self.state(condition.state), before=self.state(known[-1]))

    def subject(self, condition: Condition) -> str:
        """Whose or what place's condition it is."""
        life = self._lives.lives.get(condition.code)
        where = self.place(condition.place, condition.country)
        if life is None or life.subject == "place":
            return where
        sides = (condition.actors, condition.recipients)
        whose = self.parties((sides[0] or sides[1]) if life.subject != "party" else (sides[1] or sides[0]))
        shown = [whose, where] if condition.place is not None or not whose else [whose]
        return " · ".join(dict.fromkeys(s for s in shown if s))


def short(ident: str) -> str:
    """An id as it is shown: its beginning, where it is a hash."""
    return ident[:ID] if len(ident) == 16 and not set(ident) - set("0123456789abcdef") else ident


def span_of(first: date | None, last: date | None) -> str:
    """Two days, or one where they are the same."""
    if first is None or last is None or first == last:
        return str(first or last or "")
    return f"{first} – {last}"
