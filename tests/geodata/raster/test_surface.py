"""A surface through a lattice, and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.raster.surface import Surface

ROWS, COLUMNS = np.linspace(0.5, 900.5, 7), np.linspace(0.5, 1500.5, 11)


def bent(px):
    u, v = np.asarray(px, float).T / 1000.0
    return np.column_stack([u + 0.1 * u * v, v - 0.05 * u * u, 0.2 * u + 0.1 * v])


def surface(rows=ROWS, columns=COLUMNS):
    column, row = np.meshgrid(columns, rows)
    nodes = bent(np.column_stack([column.ravel(), row.ravel()]))
    return Surface.through(rows, columns, nodes.reshape(len(rows), len(columns), 3))


SURFACE = surface()


@given(column=st.floats(0.5, 1500.5), row=st.floats(0.5, 900.5))
def test_a_cubic_is_met_everywhere(column, row):
    px = np.array([[column, row]])
    assert np.abs(SURFACE.at(px) - bent(px)).max() < 1e-9
    assert np.abs(SURFACE.find(bent(px)) - px).max() < 1e-4


def test_beyond_the_edge_it_goes_straight_on():
    edge, out, farther = np.array([[0.5, 300.0], [-49.5, 300.0], [-99.5, 300.0]])
    steps = np.diff(SURFACE.at(np.array([edge, out, farther])), axis=0)
    assert np.abs(steps[0] - steps[1]).max() < 1e-12
    assert np.abs(SURFACE.find(SURFACE.at(out[None])) - out).max() < 1e-4


def test_far_away_there_is_no_pixel():
    assert np.isnan(SURFACE.find(np.array([[50.0, 50.0, 50.0], [np.nan, 0.0, 0.0]]))).all()


def test_a_lattice_of_nine_nodes_is_enough():
    small = surface(ROWS[::3], COLUMNS[::5])
    px = np.array([[700.0, 300.0]])
    assert np.abs(small.at(px) - bent(px)).max() < 1e-9  # quadratic both ways
    assert np.abs(small.find(bent(px)) - px).max() < 1e-4


def test_slopes_are_those_of_the_values():
    px = np.array([[700.0, 300.0]])
    per_column, per_row = SURFACE.slopes(px)
    for slope, step in ((per_column, [0.5, 0.0]), (per_row, [0.0, 0.5])):
        found = SURFACE.at(px + step) - SURFACE.at(px - step)
        assert np.abs(slope - found).max() < 1e-9
