"""Two looks are one answer, in pixels of the picture as it is."""

import numpy as np
import pytest

from detectors.optical.network import GRID_PX, Network


class Looked(Network):
    """Answers the same everywhere: a chance, and sides of so many pixels of what it looks at."""

    def __init__(self, answers):
        self.answers, self.shapes = answers, []

    def _look(self, stack, water):
        self.shapes.append(stack.shape)
        chance, width, height = self.answers[len(self.shapes) - 1]
        told = [chance, np.log(width / 10.0), np.log(height / 10.0)]
        return np.broadcast_to(np.array(told, np.float32), (*stack.shape[:2], 3)).copy()


def test_the_second_look_is_at_three_fourths_and_its_sides_are_brought_back():
    network = Looked([(0.2, 20.0, 8.0), (0.6, 15.0, 6.0)])
    heat = network.heat(np.zeros((GRID_PX, 2 * GRID_PX, 4), np.float32), np.zeros(4, np.float32))
    assert network.shapes == [(64, 128, 4), (48, 96, 4)]
    assert heat.chance.shape == (64, 128) and heat.sides_px.shape == (64, 128, 2)
    np.testing.assert_allclose(heat.chance, 0.4, atol=1e-6)
    assert heat.sides_px[10, 20] == pytest.approx((20.0, 8.0), rel=1e-5)
