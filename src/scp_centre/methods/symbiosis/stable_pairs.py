"""Pairs of one offer and one need that no two would rather leave for each other.

Deferred acceptance: offers ask in the order of what each need is worth to them; a need holds the
best that has asked. The outcome is stable, and for the offers the best of all stable ones.

Source: Gale and Shapley (1962), College admissions and the stability of marriage.
"""

from collections import deque

import numpy as np

from scp_centre.methods.symbiosis.exchanges import Array, Places


def pair_stably(
    offer: Places, need: Places, worth_to_offer: Array, worth_to_need: Array, offers: int
) -> Places:
    """Return (offer,) the need of each, -1 for none.

    offer, need : (pair,) places of who can exchange    worth_to_offer, worth_to_need : (pair,)
    money; who would lose by a pair rather stays alone. Equal worth: the lower place goes first.
    """
    willing = np.flatnonzero((worth_to_offer > 0) & (worth_to_need > 0))
    order = willing[np.lexsort((need[willing], -worth_to_offer[willing], offer[willing]))]
    wishes: list[deque[tuple[int, float]]] = [deque() for _offer in range(offers)]
    for a, b, liking in zip(
        offer[order].tolist(), need[order].tolist(), worth_to_need[order].tolist(), strict=True
    ):
        wishes[a].append((b, liking))
    held: dict[int, tuple[float, int]] = {}  # need -> how much it likes whom it holds, that offer
    partner = np.full(offers, -1)
    asking = deque(range(offers))
    while asking:
        one = asking.popleft()
        while wishes[one]:
            wanted, liking = wishes[one].popleft()
            rival = held.get(wanted)
            if rival is None or (liking, -one) > (rival[0], -rival[1]):
                held[wanted] = (liking, one)
                partner[one] = wanted
                if rival is not None:
                    partner[rival[1]] = -1
                    asking.append(rival[1])
                break
    return partner
