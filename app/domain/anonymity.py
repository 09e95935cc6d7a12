"""The one place that decides what a small group may show (A1); asked by every view and export.

What is guarded is what somebody felt, chose or wrote, never that they are in the room: everybody
sees who is there. A group with fewer than k people at a place (a touchpoint, a vote) is withheld
there; carers and patients may be merged first. Nothing published is ever a sum over a withheld
group, so nothing can be taken away from anything to find it.

Two publications of the same thing can be compared by anybody with a good memory. Four rules follow.

1. Merging is decided once, when a map or vote is revealed, kept with the stage, and never changed
   afterwards. Un-merging later would show the patients alone, and the merged picture everybody saw
   before, less the patients, is the carers. Merging later would show a new sum over people whose
   earlier part is known, and the difference is the few who were to be protected.
2. Withholding is asked again every time. When somebody withdraws and a group drops below k, it is
   withheld from then on; withholding takes away and so gives nothing to compare.
3. Withdrawals are drawn at once, because a promise to the person (A6) outranks the picture, and a
   mark that goes does not say whose it was. Everything new or changed waits until it comes from at
   least k people: `in_batches`.
4. The same people are never shown both merged and apart: labels on words (`label_for`) follow the
   decision of the map.

Not guarded: a group of k people who all answered alike. Then the room knows what each of them
answered, and that they agree is what the map is for.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from app.domain.voices import Voice

ROOM = 5
PUBLIC = 10

Place = TypeVar("Place", bound=Hashable)
Given = TypeVar("Given")


class Group(StrEnum):
    """The people behind one line, bar or label; BOTH is "patients and carers" together."""

    PATIENT = "patient"
    CARER = "carer"
    STAFF = "staff"
    BOTH = "both"


IN_ORDER = (Group.PATIENT, Group.BOTH, Group.CARER, Group.STAFF)
"""The order in which groups stand in every legend, table and list."""


@dataclass(frozen=True)
class Shown:
    """Which groups may be shown at one place, with how many people each.

    `counts` has the shown groups only, in order; a group nobody belongs to here is in neither list.
    `withheld` has groups with 1 to k-1 people, and never says how many. `total` is None as soon as
    any group is withheld, because the total less the shown counts is the count withheld.
    """

    counts: Mapping[Group, int]
    withheld: tuple[Group, ...]
    total: int | None


def at_least(k: int, floor: int = ROOM) -> int:
    """k as asked for, or the floor where that is higher: k may be raised, never lowered (A1)."""
    return max(k, floor)


def group_of(voice: Voice, merged: bool) -> Group:
    """The group a voice is shown in. Staff are never merged (A1)."""
    if merged and voice is not Voice.STAFF:
        return Group.BOTH
    return Group(voice.value)


def decide_merging(counts_by_place: Mapping[Place, Mapping[Voice, int]], k: int = ROOM) -> bool:
    """Whether carers join patients on this whole map or vote (A1). To be asked once, at the reveal.

    They do when either voice has 1 to k-1 people anywhere; nobody at a place is nobody to protect.
    A vote is a map with one place. Staff never decide anything here. The answer is kept with the
    stage and stays when the map is hidden and revealed again: rule 1 above.
    """
    return any(
        0 < counts.get(voice, 0) < at_least(k)
        for counts in counts_by_place.values()
        for voice in (Voice.PATIENT, Voice.CARER)
    )


def shown_groups(counts: Mapping[Voice, int], merged: bool, k: int = ROOM) -> Shown:
    """What may be shown at one place, given how many people of each voice are behind it now.

    `counts` are people who placed, wrote or voted there, not everybody in the room: a skip makes a
    group smaller (domain.md 4.5). `merged` is the decision kept at the reveal. The answer is the
    same whatever the number withheld, so it can be neither read nor worked out from it.
    """
    people = _people_by_group(counts, merged)
    withheld = tuple(group for group, n in people.items() if n < at_least(k))
    return Shown(
        counts={group: n for group, n in people.items() if group not in withheld},
        withheld=withheld,
        total=None if withheld else sum(people.values()),
    )


def label_for(
    voice: Voice, merged: bool, counts: Mapping[Voice, int], k: int = ROOM
) -> Group | None:
    """The group that may stand beside one person's words at a place, or None for no label.

    It follows the decision of the map. And as words without a label among words with one would be
    known to come from the withheld group, the smallest shown group loses its label too (secondary
    suppression as in the GP Patient Survey, domain.md 4.5): unlabelled words then come from at
    least k + 1 people of two groups. Of two equally small groups the first in order goes.
    """
    shown = shown_groups(counts, merged, k)
    labels = dict(shown.counts)
    if shown.withheld and labels:
        del labels[min(labels, key=lambda group: labels[group])]
    group = group_of(voice, merged)
    return group if group in labels else None


def public_label(
    counts: Mapping[Voice, int], voice: Voice, k: int = PUBLIC, *, merged: bool = False
) -> Group | None:
    """The label on one person's words on a public page (R1, A8): at least 10 people behind it.

    A public page shows words and no heights, so merging is decided from the counts it is given;
    `merged` says that it is decided already, for another place on the same page or for a map.
    """
    floor = at_least(k, PUBLIC)
    merged = merged or decide_merging({"page": counts}, floor)
    return label_for(voice, merged, counts, floor)


def in_batches(
    drawn: Mapping[str, Given], now: Mapping[str, Given], k: int = ROOM
) -> dict[str, Given]:
    """What a screen that showed `drawn` may show next, of one group at one place (A1, T16).

    Both map one person's random key to what that person gave. What is gone goes at once. What is
    new or changed waits until k people have something new, so that a watcher who compares two
    pictures never sees what fewer than k people did. Sorted by key: never in order of arrival.
    """
    waiting = [key for key in now if key not in drawn or drawn[key] != now[key]]
    allowed = now if len(waiting) >= at_least(k) else drawn
    return {key: allowed[key] for key in sorted(now) if key in allowed}


def _people_by_group(counts: Mapping[Voice, int], merged: bool) -> dict[Group, int]:
    people = dict.fromkeys(IN_ORDER, 0)
    for voice, n in counts.items():
        people[group_of(voice, merged)] += n
    return {group: n for group, n in people.items() if n > 0}
