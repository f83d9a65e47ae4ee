"""95 % ellipses and the covariances behind them, on the sea plane (east, north; metres)."""

import math

import numpy as np
from numpy.typing import NDArray

from geodata.position import wrap_deg
from surveillance.model import Ellipse

Floats = NDArray[np.float64]

CHI2_95 = -2.0 * math.log(0.05)  # squared sigmas that hold 95 % in two dimensions: 5.99


def covariance_of(ellipse: Ellipse) -> Floats:
    """(2, 2) covariance in square metres."""
    angle = np.radians(ellipse.orientation_deg)
    axes = np.array([[np.sin(angle), np.cos(angle)], [np.cos(angle), -np.sin(angle)]])
    squares = np.array([ellipse.semi_major_m, ellipse.semi_minor_m]) ** 2 / CHI2_95
    covariance: Floats = axes.T @ np.diag(squares) @ axes
    return covariance


def ellipse_of(covariance: Floats) -> Ellipse:
    """The 95 % ellipse of a covariance (2, 2)."""
    values, vectors = np.linalg.eigh(covariance)
    minor, major = np.sqrt(np.maximum(values, 0.0) * CHI2_95)
    east, north = vectors[:, 1]
    turned = wrap_deg(math.degrees(math.atan2(east, north)))
    return Ellipse(float(major), float(minor), turned % 180.0)
