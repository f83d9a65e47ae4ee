"""The annotation of a polarisation: geometry, orbit, pulses, seams of the swaths."""

from collections.abc import Iterator

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from simulator.satellite.picture import SPACING_M
from simulator.satellite.radar.swaths import Swath, swaths_of
from simulator.satellite.safe.grid import Grid
from simulator.satellite.safe.identity import Identity, Polarisation
from simulator.satellite.safe.xml import Element, counted, decimal, node

LIGHT_MPS = 299_792_458.0
RADAR_HZ = 5.405000454334350e9
STATE_STEP_S = 10.0
STATES = 17
BACK_ORDER = 8  # of the polynomial from slant range to ground range


def annotation(product: Identity, polarisation: Polarisation, grid: Grid) -> Element:
    """The document `annotation/s1a-iw-grd-*.xml`."""
    return node(
        "product",
        [
            header(product, polarisation),
            node("generalAnnotation", _general(product)),
            node("imageAnnotation", [_picture(product)]),
            node("geolocationGrid", [_grid(product, grid)]),
            node("coordinateConversion", [_conversion(product)]),
            node("swathMerging", [_merging(product)]),
        ],
    )


def header(product: Identity, polarisation: Polarisation) -> Element:
    """What each of the documents begins with."""
    number = product.polarisations.index(polarisation) + 1
    return node(
        "adsHeader",
        [
            node("missionId", "S1A"),
            node("productType", "GRD"),
            node("polarisation", polarisation),
            node("mode", "IW"),
            node("swath", "IW"),
            node("startTime", product.start_at),
            node("stopTime", product.stop_at),
            node("absoluteOrbitNumber", product.orbit_number),
            node("missionDataTakeId", product.data_take),
            node("imageNumber", f"{number:03d}"),
        ],
    )


def _general(product: Identity) -> Iterator[Element]:
    image = product.image
    middle = np.array([[image.width_px / 2.0, image.height_px / 2.0]])
    heading = (float(image.toward_radar_deg(middle)[0]) + 90.0 + 180.0) % 360.0 - 180.0
    yield node(
        "productInformation",
        [
            node("pass", product.direction.capitalize()),
            node("timelinessCategory", "NRT-3h"),
            node("platformHeading", heading),
            node("projection", "Ground Range"),
            node("rangeSamplingRate", swaths_of(image)[0].sampling_hz),
            node("radarFrequency", RADAR_HZ),
            node("azimuthSteeringRate", 1.590368784),
        ],
    )
    swaths = swaths_of(image)
    yield counted("downlinkInformationList", (_downlink(product, one) for one in swaths))
    yield counted("orbitList", _orbit(product))


def _downlink(product: Identity, swath: Swath) -> Element:
    return node(
        "downlinkInformation",
        [
            node("swath", swath.name),
            node("azimuthTime", product.start_at),
            node("firstLineSensingTime", product.start_at),
            node("lastLineSensingTime", product.stop_at),
            node("prf", swath.prf_hz),
            node(
                "downlinkValues",
                [
                    node("pri", 1.0 / swath.prf_hz),
                    node("rank", swath.rank),
                    node("swathNumber", 9 + int(swath.name[-1])),
                ],
            ),
        ],
    )


def _orbit(product: Identity) -> Iterator[Element]:
    times = (np.arange(STATES) - STATES // 2) * STATE_STEP_S
    for t_s in times:
        place, velocity = product.image.orbit.state(t_s)
        yield node(
            "orbit",
            [
                node("time", product.at(float(t_s))),
                node("frame", "Earth Fixed"),
                node("position", [node(k, float(v)) for k, v in zip("xyz", place, strict=True)]),
                node("velocity", [node(k, float(v)) for k, v in zip("xyz", velocity, strict=True)]),
            ],
        )


def _picture(product: Identity) -> Element:
    image = product.image
    middle = np.array([[image.width_px / 2.0, image.height_px / 2.0]])
    return node(
        "imageInformation",
        [
            node("productFirstLineUtcTime", product.start_at),
            node("productLastLineUtcTime", product.stop_at),
            node("ascendingNodeTime", product.node_at),
            node("anchorTime", product.middle_at),
            node("productComposition", "Slice"),
            node("sliceNumber", 1),
            node("slantRangeTime", 2.0 * float(image.slant_range_m(0.5)) / LIGHT_MPS),
            node("pixelValue", "Detected"),
            node("outputPixels", "16 bit Unsigned Integer"),
            node("rangePixelSpacing", SPACING_M),
            node("azimuthPixelSpacing", SPACING_M),
            node("azimuthTimeInterval", image.line_s),
            node("azimuthFrequency", 1.0 / image.line_s),
            node("numberOfSamples", image.width_px),
            node("numberOfLines", image.height_px),
            node("incidenceAngleMidSwath", float(image.incidence_deg(middle)[0])),
        ],
    )


def _grid(product: Identity, grid: Grid) -> Element:
    return counted(
        "geolocationGridPointList",
        (
            node(
                "geolocationGridPoint",
                [
                    node("azimuthTime", product.at(point.time_s)),
                    node("slantRangeTime", 2.0 * point.slant_range_m / LIGHT_MPS),
                    node("line", point.line),
                    node("pixel", point.pixel),
                    node("latitude", point.lat),
                    node("longitude", point.lon),
                    node("height", 0.0),
                    node("incidenceAngle", point.incidence_deg),
                    node("elevationAngle", point.elevation_deg),
                ],
            )
            for point in grid.points
        ),
    )


def _conversion(product: Identity) -> Element:
    """The same polynomials at the beginning and the end: the columns are made with them."""
    image = product.image
    near = float(image.slant_range_m(0.5))
    ground = np.linspace(0.0, image.width_px * SPACING_M, 4001)
    slant = image.slant_range_m(ground / SPACING_M + 0.5)
    back = _per_metre(Polynomial.fit((slant - near) / 1e5, ground, BACK_ORDER).convert())
    forth = _per_metre(image.slant)
    times = (image.first_row_s, float(image.row_time_s(image.height_px - 0.5)))
    return counted(
        "coordinateConversionList",
        (
            node(
                "coordinateConversion",
                [
                    node("azimuthTime", product.at(t_s)),
                    node("slantRangeTime", 2.0 * near / LIGHT_MPS),
                    node("sr0", near),
                    decimal("srgrCoefficients", back, 15),
                    node("gr0", 0.0),
                    decimal("grsrCoefficients", forth, 15),
                ],
            )
            for t_s in times
        ),
    )


def _per_metre(polynomial: Polynomial) -> NDArray[np.float64]:
    """Coefficients for metres of a polynomial in units of 100 km."""
    coefficients = np.asarray(polynomial.coef, np.float64)
    return coefficients / 1e5 ** np.arange(len(coefficients))


def _merging(product: Identity) -> Element:
    return counted(
        "swathMergeList",
        (
            node(
                "swathMerge",
                [
                    node("swath", one.name),
                    counted(
                        "swathBoundsList",
                        [
                            node(
                                "swathBounds",
                                [
                                    node("azimuthTime", product.start_at),
                                    node("firstAzimuthLine", 0),
                                    node("firstRangeSample", one.first_column),
                                    node("lastAzimuthLine", product.image.height_px - 1),
                                    node("lastRangeSample", one.last_column),
                                ],
                            )
                        ],
                    ),
                ],
            )
            for one in swaths_of(product.image)
        ),
    )
