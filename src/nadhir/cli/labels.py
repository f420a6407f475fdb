"""Names for codes in the reader's language: the ontology's labels, the actors' and countries' names."""

from __future__ import annotations

from nadhir.cli.texts import FALLBACK, Texts
from nadhir.knowledge.load import Knowledge
from nadhir.knowledge.schema import Term
from nadhir.text import fold_name


class Labels:
    """Look-up of labels by code; what has none is shown as its code."""

    def __init__(self, knowledge: Knowledge, texts: Texts) -> None:
        ontology = knowledge.ontology
        self._language = texts.language
        self._texts = texts
        self._knowledge = knowledge
        self._codes = {c.id: self._of(c.label, c.id) for c in ontology.codes}
        self._terms: dict[str, dict[str, str]] = {}
        groups: dict[str, list[Term]] = {
            "status": ontology.statuses, "stance": ontology.stances, "sector": ontology.sectors, "role": ontology.roles,
            "feature": ontology.features, "context": ontology.contexts,
        }  # fmt: skip
        for name, terms in groups.items():
            self._terms[name] = {t.id: self._of(t.label, t.id) for t in terms}

    def code(self, code: str) -> str:
        """A code: "Assault"."""
        return self._codes.get(code, code)

    def mode(self, mode: str) -> str:
        """An event's mode, what is short, or what is profited from."""
        return self._texts.either(f"mode.{mode}", mode)

    def term(self, group: str, term: str) -> str:
        """A status, stance, sector, role, feature or context."""
        return self._terms[group].get(term, term)

    def country(self, code: str) -> str:
        """A country by its ISO alpha-3 code; `IGO` and the like have no other name."""
        country = self._knowledge.countries.get(code)
        return (country.names.get(self._language) or [code])[0] if country is not None else code

    def actor(self, ident: str, name: str, text: str) -> str:
        """What an actor is called, where that tells more than the words of the report; else ""."""
        actor = self._knowledge.actors.get(ident)
        known = (actor.names.get(self._language) or [name])[0] if actor is not None else ""
        written, called = fold_name(text), fold_name(known)
        return "" if not called or called in written or written in called else known

    def _of(self, label: dict[str, str], otherwise: str) -> str:
        return label.get(self._language) or label.get(FALLBACK) or otherwise
