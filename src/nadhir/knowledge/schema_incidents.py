"""The shape of `ontology/incidents.yml`: by what two claims are told to be about the same incident."""

from __future__ import annotations

from nadhir.knowledge.schema import Strict

# Mutable defaults are copied by msgspec.
# ruff: noqa: RUF012


class Weight(Strict, frozen=True, kw_only=True):
    """What a feature adds to a pair's score when it is wholly there (value 1), and why."""

    weight: float
    note: str


class IncidentRules(Strict, frozen=True, kw_only=True):
    """`incidents.yml`.

    `bias`: the score of a pair about which nothing is known. `threshold`: the chance, 0 to 1, from which a claim joins an incident;
    `merge`: the one from which two incidents are one. `undated_days`: days before publication in which something without a date is
    looked for. `day_slack`: days by which dated claims may differ and still be compared. `statuses`: those whose events are
    incidents. `neighbours`: incidents at most that a claim is compared with, `members`: claims of each. `compatible`: pairs of
    sectors that reporters use for the same party.
    """

    bias: float
    threshold: float
    merge: float
    undated_days: int
    day_slack: int
    neighbours: int
    members: int
    statuses: list[str]
    weights: dict[str, Weight]
    compatible: list[list[str]] = []
