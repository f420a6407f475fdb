"""The shapes of the knowledge files: one struct a kind of entry, strict, so that a slip in YAML is an error.

`docs/knowledge.md` explains them to analysts; the loader (`nadhir.knowledge.load`) reads, folds and freezes them.
"""

from __future__ import annotations

import msgspec


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all entries."""


# --- language packs -----------------------------------------------------------------------------------------


class Paradigm(Strict, frozen=True, kw_only=True):
    """`match`: a regular expression over the whole lemma; `forms`: feature -> templates with \\1, \\2… ."""

    match: str
    forms: dict[str, list[str]]


class Inflection(Strict, frozen=True, kw_only=True):
    """`inflection.yml`. Verb features: inf pres past pp ing fut cond subj imperf; noun features: sg pl."""

    verbs: list[Paradigm]
    nouns: list[Paradigm]
    irregular_verbs: dict[str, dict[str, list[str]]] = {}
    irregular_nouns: dict[str, dict[str, list[str]]] = {}
    reflexives: list[str] = []
    noun_head: str = "last"


class Clitics(Strict, frozen=True, kw_only=True):
    """Written-together particles. Each proclitic combination names the labels of `function.yml` it stands for.

    `agreement`: endings by which an adjective agrees with its noun; they are passed over in the further words of a term.
    """

    proclitics: dict[str, list[str]] = {}
    enclitics: dict[str, str] = {}
    article: str = ""
    agreement: list[str] = []


class Script(Strict, frozen=True, kw_only=True):
    """`script.yml`: how the language is written, and what its order of words is.

    `verb_first`: the subject may follow its verb; `zero_passive`: active and passive are spelled alike; `adjective_after`: adjectives
    follow their noun. `passive_vowel`: the sign on a verb's first letters that marks a passive where vowels are written;
    `noun_endings`: written endings that no verb has; `unsuffixed`: a last letter behind which no pronoun is written;
    `subjunctive`: complementizers that open what is not said to be so. `agreement`: endings (and prefixes, with a hyphen behind)
    by which a verb is plural or feminine, and those of feminine nouns; `cases`: endings of nouns that are subjects or objects only,
    and `neutral` ones that look so but are not. `stemmer`: the Snowball algorithm by which words are found in a search.
    """

    name: dict[str, str]
    direction: str
    stemmer: str = ""
    scripts: list[str]
    abbreviations: list[str] = []
    elisions: list[str] = []
    possessive: list[str] = []
    keep_whole: list[str] = []
    capitals: bool = False
    clitics: Clitics = Clitics()
    verb_first: bool = False
    zero_passive: bool = False
    passive_vowel: str = ""
    noun_endings: list[str] = []
    unsuffixed: str = ""
    subjunctive: list[str] = []
    agreement: dict[str, list[str]] = {}
    cases: dict[str, list[str]] = {}
    adjective_after: bool = False


class Function(Strict, frozen=True, kw_only=True):
    """`function.yml`: the closed classes. Keys of `prepositions` and `subordinators` are labels shared by all packs."""

    prepositions: dict[str, list[str]]
    and_: list[str] = msgspec.field(name="and")
    or_: list[str] = msgspec.field(name="or")
    contrast: list[str]
    complementizers: list[str]
    relatives: list[str]
    subordinators: dict[str, list[str]]
    negation: list[str]
    negative_determiners: list[str]
    definite: list[str]
    indefinite: list[str]
    demonstrative: list[str]
    possessive: list[str]
    be: list[str]
    have: list[str]
    passive_light: list[str]
    future: list[str]
    modal_possible: list[str]
    modal_hypothetical: list[str]
    pronouns_subject: list[str]
    pronouns_object: list[str]
    anaphors: list[str]
    adverbs: list[str]
    verbs_other: list[str]
    not_names: list[str]


class Predicate(Strict, frozen=True, kw_only=True):
    """One sense of a group of words that mean the same and take the same arguments.

    `codes` are codes of the ontology, one for most; `theme`: at least one word of one of these themes must be an argument
    (or stand in the same clause, where `loose` is true); `needs`: slots without which it is not coded (`actors`,
    `recipients`, `places`, `any`); `object` and `subject`: classes one of which that argument must have (`person`,
    `armed`, `place`, `government`, `entity`, or `theme:NAME`); `outlook`: what it becomes under an estimate or a warning; `toll`: the quantity that a number beside it counts
    (`killed`, `injured`, `abducted`, `arrested`, `displaced`, `size`); `responsibility`: a claim of responsibility for an event
    told before.
    """

    id: str
    code: str
    modes: list[str] = []
    contexts: list[str] = []
    verbs: list[str] = []
    nouns: list[str] = []
    adjectives: list[str] = []
    phrases: list[str] = []
    frame: str = ""
    theme: list[str] = []
    loose: bool = False
    object: list[str] = []
    subject: list[str] = []
    needs: list[str] = []
    outlook: str = ""
    negated: bool = False
    future: bool = False
    passive_only: bool = False
    light_only: bool = False
    toll: str = ""
    responsibility: bool = False
    weight: float = 0.0
    note: str = ""


class LightVerbs(Strict, frozen=True, kw_only=True):
    """Verbs that only carry a noun of action: "carry out a raid".

    `subject` is the slot that their subject fills ("" for none), `object` that of their objects ("clashes pitted X against Y"), `passive` marks those whose subject suffers the deed; `future` and
    `negated` give the deed that status; `responsibility`: their subject claims it as its own.
    """

    id: str
    verbs: list[str]
    subject: str = "actors"
    object: str = ""
    nouns_of: list[str] = []
    passive: bool = False
    future: bool = False
    negated: bool = False
    responsibility: bool = False
    note: str = ""


class Party(Strict, frozen=True, kw_only=True):
    """A generic party ("gunmen", "the junta"). `nouns` inflect; `role`: its role as a source."""

    id: str
    nouns: list[str]
    sector: str
    sectors: list[str] = []
    role: str = ""
    kind: str = "person"
    country: str = ""
    anaphor: bool = False
    name: str = ""
    note: str = ""


class Reporting(Strict, frozen=True, kw_only=True):
    """A verb (or noun) of saying, and the stance it gives to the source."""

    id: str
    stance: str
    verbs: list[str] = []
    nouns: list[str] = []
    phrases: list[str] = []
    carries: bool = True
    relays: bool = False
    negates: bool = False
    outlook: bool = False
    note: str = ""


class SourceNoun(Strict, frozen=True, kw_only=True):
    """A word for somebody who speaks to reporters: "witness", "security source", "report"."""

    id: str
    nouns: list[str]
    role: str
    sector: str = ""
    kind: str = "person"
    anaphor: bool = False
    note: str = ""


class Sources(Strict, frozen=True, kw_only=True):
    """`sources.yml`."""

    reporting: list[Reporting]
    according: list[str]
    citing: list[str]
    nouns: list[SourceNoun]
    same_source: list[str]
    titles: list[str]


class Status(Strict, frozen=True, kw_only=True):
    """`status.yml`: cues by the status they give to the predicates in their reach."""

    future: list[str]
    hypothetical: list[str]
    negated: list[str]
    historical: list[str]
    actual: list[str]
    purpose: list[str]
    conditional_press: bool = False
    verbs_future: list[str] = []
    verbs_hypothetical: list[str] = []
    verbs_negated: list[str] = []
    verbs_begin: list[str] = []
    verbs_end: list[str] = []


class Estimate(Strict, frozen=True, kw_only=True):
    """A phrase of estimate and its band on the PHIA yardstick (`ontology/estimates.yml`)."""

    band: str
    phrases: list[str] = []
    adjectives: list[str] = []
    verbs: list[str] = []
    note: str = ""


class Theme(Strict, frozen=True, kw_only=True):
    """A set of nouns of one subject (fuel, route, price…), by which predicates choose their sense."""

    id: str
    nouns: list[str]
    note: str = ""


class Cue(Strict, frozen=True, kw_only=True):
    """Words by which a mode or a context of the ontology is recognised, near a predicate of one of `codes`."""

    id: str
    words: list[str]
    codes: list[str] = []
    note: str = ""


class Domain(Strict, frozen=True, kw_only=True):
    """Words of a subject that is no conflict (sport, cinema, markets…); enough of them silence a report."""

    id: str
    words: list[str]
    note: str = ""


class PlaceWord(Strict, frozen=True, kw_only=True):
    """Nouns that announce or are a place. `feature` is one of the codebook's; `facility` words stand alone too."""

    feature: str
    nouns: list[str]
    note: str = ""


class PlaceWords(Strict, frozen=True, kw_only=True):
    """`places.yml`: `directions` maps north, south… to the words for them (noun and adjective)."""

    types: list[PlaceWord]
    directions: dict[str, list[str]]
    capital: list[str]
    country: list[str]
    here: list[str]


class Connector(Strict, frozen=True, kw_only=True):
    """A phrase that links a cause and an effect; `order`: `cause-effect` or `effect-cause` as they stand around it."""

    order: str
    phrases: list[str] = []
    verbs: list[str] = []
    nouns: list[str] = []
    note: str = ""


# --- actors -------------------------------------------------------------------------------------------------


class Role(Strict, frozen=True, kw_only=True):
    """An office held. `start` and `end` are ISO dates of any precision; an open end is the empty string."""

    title: dict[str, str]
    country: str
    sector: str
    start: str
    end: str = ""


class Actor(Strict, frozen=True, kw_only=True):
    """An entity of the actor files. `names`: language -> names and acronyms as written, the first is canonical."""

    id: str
    kind: str
    names: dict[str, list[str]]
    country: str
    sector: str = ""
    sectors: list[str] = []
    role: str = ""
    roles: list[Role] = []
    active: list[str] = []
    wikidata: str = ""
    source: str = ""
    note: str = ""


# --- places -------------------------------------------------------------------------------------------------


# --- ontology -----------------------------------------------------------------------------------------------


class Code(Strict, frozen=True, kw_only=True):
    """A code of the ontology with its crosswalks; `score` is PLOVER's, -10 to 10."""

    id: str
    kind: str
    label: dict[str, str]
    modes: list[str] = []
    quad: str = ""
    score: float | None = None
    mode_scores: dict[str, float] = {}
    cameo: str = ""
    acled: list[str] = []
    acled_modes: dict[str, list[str]] = {}
    frame: str = ""
    note: str = ""


class Frame(Strict, frozen=True, kw_only=True):
    """Which grammatical function or preposition label fills which slot; the first of several wins by preference."""

    verb: dict[str, str]
    noun: dict[str, str]
    note: str = ""


class Term(Strict, frozen=True, kw_only=True):
    """A context, sector, role, stance, feature or status, with its label in three languages."""

    id: str
    label: dict[str, str]
    note: str = ""


class Band(Strict, frozen=True, kw_only=True):
    """A band of the PHIA yardstick: probabilities from `low` to `high`, each 0 to 1."""

    id: str
    low: float
    high: float
    label: dict[str, str]


class Ontology(Strict, frozen=True, kw_only=True):
    """All of `ontology/`."""

    codes: list[Code]
    frames: dict[str, Frame]
    contexts: list[Term]
    sectors: list[Term]
    roles: list[Term]
    stances: list[Term]
    statuses: list[Term]
    features: list[Term]
    themes: list[Term]
    bands: list[Band]
