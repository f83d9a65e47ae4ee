"""The tables of calibration and noise of a polarisation."""

import numpy as np

from simulator.satellite.radar.swaths import (
    BETA,
    calibration,
    incidence_at,
    noise_along_flight,
    noise_along_range,
    swaths_of,
    table_columns,
    table_lines,
)
from simulator.satellite.safe.annotation import header
from simulator.satellite.safe.identity import Identity, Polarisation
from simulator.satellite.safe.xml import Element, counted, decimal, node, whole


def calibration_table(product: Identity, polarisation: Polarisation) -> Element:
    """The document `annotation/calibration/calibration-*.xml`."""
    lines = table_lines(product.image)
    return node(
        "calibration",
        [
            header(product, polarisation),
            node("calibrationInformation", [node("absoluteCalibrationConstant", "1.000000e+00")]),
            counted("calibrationVectorList", (_vector(product, int(line)) for line in lines)),
        ],
    )


def _vector(product: Identity, line: int) -> Element:
    columns = table_columns(product.image)
    angle = incidence_at(product.image, line, columns)
    flat = np.full(len(columns), BETA)
    return node(
        "calibrationVector",
        [
            node("azimuthTime", product.at(float(product.image.row_time_s(line + 0.5)))),
            node("line", line),
            whole("pixel", columns),
            decimal("sigmaNought", calibration(angle)),
            decimal("betaNought", flat),
            decimal("gamma", BETA / np.sqrt(np.tan(np.radians(angle)))),
            decimal("dn", flat),
        ],
    )


def noise_table(product: Identity, polarisation: Polarisation) -> Element:
    """The document `annotation/calibration/noise-*.xml`, with vectors along range and flight."""
    image = product.image
    columns, level = noise_along_range(image)
    along_range = (
        node(
            "noiseRangeVector",
            [
                node("azimuthTime", product.at(float(image.row_time_s(line + 0.5)))),
                node("line", int(line)),
                whole("pixel", columns),
                decimal("noiseRangeLut", level),
            ],
        )
        for line in table_lines(image)
    )
    return node(
        "noise",
        [
            header(product, polarisation),
            counted("noiseRangeVectorList", along_range),
            counted("noiseAzimuthVectorList", _along_flight(product)),
        ],
    )


def _along_flight(product: Identity) -> list[Element]:
    found = []
    for swath in swaths_of(product.image):
        lines, factor = noise_along_flight(product.image, swath)
        found.append(
            node(
                "noiseAzimuthVector",
                [
                    node("swath", swath.name),
                    node("firstAzimuthLine", 0),
                    node("firstRangeSample", swath.first_column),
                    node("lastAzimuthLine", product.image.height_px - 1),
                    node("lastRangeSample", swath.last_column),
                    whole("line", lines),
                    decimal("noiseAzimuthLut", factor),
                ],
            )
        )
    return found
