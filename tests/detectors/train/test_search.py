"""A find counts from where most are right, not from where a single one is right by luck."""

import numpy as np

from detectors.optical.find import Find
from detectors.train.search import Searched, best_even


def quay(place, chance):
    return Find(chance, (place - 5.0, 95.0, place + 5.0, 105.0), None)


def port(finds, labels):
    boxes = np.array([(x - 5.0, 95.0, x + 5.0, 105.0) for x in labels])
    land = np.ones((200, 2000), np.bool_)
    return Searched("made up", boxes, land, finds)


def test_it_lies_between_the_wrong_ones_and_the_right_ones():
    right = [quay(50.0 * n, 0.7 + 0.01 * n) for n in range(1, 11)]
    wrong = [quay(1000.0 + 50.0 * n, 0.1 + 0.02 * n) for n in range(1, 11)]
    _, even = best_even([port(right + wrong, [50.0 * n for n in range(1, 11)])])
    assert 0.3 < even <= 0.71


def test_one_lucky_find_does_not_move_it():
    """Between one right find at 0.50 and the wrong ones there is less than a hundredth."""
    labels = [50.0 * n for n in range(1, 12)]
    right = [quay(50.0 * n, 0.7 + 0.01 * n) for n in range(1, 11)] + [quay(550.0, 0.505)]
    wrong = [quay(1000.0 + 20.0 * n, 0.495) for n in range(12)]
    _, even = best_even([port(right + wrong, labels)])
    assert even > 0.52
