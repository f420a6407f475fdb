"""All written forms of a word from its lemma, by the paradigms of a language pack (`inflection.yml`).

A paradigm is a pattern over the lemma and, for each grammatical feature, templates that refer to the pattern's
groups. The first paradigm whose pattern matches the whole lemma is taken. Arabic verb lemmas are written
"past/imperfect", so that one pattern sees both stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nadhir.errors import KnowledgeError
from nadhir.knowledge.schema import Inflection, Paradigm


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def inflect(
    word: str, paradigms: Sequence[Paradigm], irregular: dict[str, dict[str, list[str]]]
) -> Iterator[tuple[str, str]]:
    """Yield (form, feature) of one word. An irregular entry replaces only the features that it names."""
    special = irregular.get(word, {})
    for feature, forms in special.items():
        for form in forms:
            yield form, feature
    for paradigm in paradigms:
        match = _compiled(paradigm.match).fullmatch(word)
        if match is None:
            continue
        for feature, templates in paradigm.forms.items():
            if feature not in special:
                for template in templates:
                    yield match.expand(template), feature
        return
    if not special:
        raise KnowledgeError("inflection_missing", word=word)


def verb_forms(lemma: str, inflection: Inflection) -> Iterator[tuple[str, str]]:
    """Yield (form, feature) of a verb lemma; only the first word of several inflects, a leading reflexive is dropped."""
    head, _, rest = lemma.partition(" ")
    if head in inflection.reflexives and rest:
        head, _, rest = rest.partition(" ")
    for form, feature in inflect(head, inflection.verbs, inflection.irregular_verbs):
        yield (f"{form} {rest}" if rest else form), feature


def noun_forms(lemma: str, inflection: Inflection) -> Iterator[tuple[str, str]]:
    """Yield (form, feature) of a noun or adjective lemma; forms joined by "|" are given (singular|plural…)."""
    for rank, given in enumerate(lemma.split("|")):
        words = given.split(" ")
        at = len(words) - 1 if inflection.noun_head == "last" else 0
        for form, feature in inflect(words[at], inflection.nouns, inflection.irregular_nouns):
            number = "pl" if rank and feature == "sg" else feature  # what stands behind the bar is a plural
            yield " ".join([*words[:at], form, *words[at + 1 :]]), number
