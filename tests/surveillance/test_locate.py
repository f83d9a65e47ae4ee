"""Places and ellipses: against an independent library, and against simulated errors."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pymap3d.los import lookAtSpheroid

from detectors.detection import Detection
from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LocalFrame, LonLat, distance_m
from surveillance.ellipse import CHI2_95, ellipse_of
from surveillance.locate import ErrorBudget, Place, locate

Floats = NDArray[np.float64]

MODEL = CameraModel(1280, 720, 60.0, 36.0)
HERE = LonLat(130.1, 34.24)
BUDGET = ErrorBudget()
NOISE = ErrorBudget(position_m=1.5, height_m=1.0)  # what a good drone really does


def georef(
    height_m: float = 120.0, pitch_deg: float = -25.0, heading: float = 40.0
) -> CameraGeoref:
    return CameraGeoref(MODEL, CameraPose(HERE, height_m, heading, pitch_deg, 0.0))


def point_detection(x: float, y: float) -> Detection:
    return Detection((x - 1.0, y - 2.0, x + 1.0, y), 0.9, "anomaly", np.array([[x, y]]))


@pytest.mark.parametrize("pixel", [(640.0, 360.0), (100.0, 500.0), (1200.0, 80.0)])
def test_a_ray_meets_the_sea_where_pymap3d_says(pixel: tuple[float, float]) -> None:
    camera = georef()
    ray = camera.rays([pixel])[0]
    azimuth = math.degrees(math.atan2(ray[0], ray[1]))
    tilt = math.degrees(math.acos(-ray[2]))  # from straight down
    lat, lon, slant_m = lookAtSpheroid(HERE.lat, HERE.lon, 120.0, azimuth, tilt)
    exact = replace(BUDGET, attitude_deg=1e-6, position_m=1e-6, height_m=1e-6, pixel=1e-6)
    place = locate(point_detection(*pixel), camera, exact)
    assert place is not None
    # the reference knows neither refraction nor that a hull has a width of its own
    assert distance_m(place.position, LonLat(lon, lat)) < 0.002 * slant_m + 0.3


@pytest.mark.parametrize(
    ("camera", "pixel"),
    [
        (georef(pitch_deg=-5.0), (640.0, 240.0)),  # the sky
        (georef(height_m=50.0, pitch_deg=-2.0), (640.0, 360.0)),  # 2 degrees down: may miss
        (georef(height_m=300.0, pitch_deg=-8.0), (640.0, 360.0)),  # hits, but is too uncertain
    ],
)
def test_near_the_horizon_there_is_only_a_bearing(
    camera: CameraGeoref, pixel: tuple[float, float]
) -> None:
    assert locate(point_detection(*pixel), camera, BUDGET) is None


def test_the_ellipse_points_along_the_line_of_sight_and_grows_with_range() -> None:
    near = locate(point_detection(640.0, 600.0), georef(), BUDGET)
    far = locate(point_detection(640.0, 60.0), georef(), BUDGET)
    assert near is not None and far is not None
    assert far.ellipse.orientation_deg == pytest.approx(40.0, abs=1.0)
    assert far.ellipse.semi_major_m > 3.0 * near.ellipse.semi_major_m
    assert far.ellipse.semi_major_m > 2.0 * far.ellipse.semi_minor_m


@given(st.floats(1.0, 50.0), st.floats(1.0, 50.0), st.floats(0.0, 179.0))
def test_an_ellipse_gives_its_covariance_back(a: float, b: float, turned: float) -> None:
    t = math.radians(turned)
    axes = np.array([[math.sin(t), math.cos(t)], [math.cos(t), -math.sin(t)]])
    ellipse = ellipse_of(axes.T @ np.diag([a * a, b * b]) @ axes)
    scale = math.sqrt(CHI2_95)
    assert ellipse.semi_major_m == pytest.approx(scale * max(a, b))
    assert ellipse.semi_minor_m == pytest.approx(scale * min(a, b))
    if abs(a - b) > 0.5:
        expected = turned if a > b else (turned + 90.0) % 180.0
        assert abs((ellipse.orientation_deg - expected + 90.0) % 180.0 - 90.0) < 0.5


def visible_waterline(camera: CameraGeoref, hull: Floats, is_cut: bool = False) -> Floats | None:
    """Lowest pixel in each column of a hull's outline (N, 2) in metres from below the camera.

    None unless the hull is whole in the picture or, with `is_cut`, cut by its edge.
    """
    px = camera.pixels(np.column_stack([hull, np.zeros(len(hull))]))
    inside = ((px >= 0.0) & (px < [MODEL.width_px, MODEL.height_px])).all(axis=1)
    if inside.all() == is_cut or not inside.any():
        return None
    px = px[inside]
    columns = np.floor(px[:, 0]).astype(int)
    return np.array([[c + 0.5, px[columns == c, 1].max()] for c in np.unique(columns)])


def hull_outline(length_m: float, heading: float, middle: Floats) -> Floats:
    """A pointed bow, straight sides, a square stern; beam by the usual proportion."""
    half, beam = length_m / 2.0, length_m / (3.0 if length_m < 20.0 else 6.0) / 2.0
    corners = np.array(
        [[half, 0.0], [0.6 * half, beam], [-half, beam], [-half, -beam], [0.6 * half, -beam]]
    )
    ring = np.vstack([corners, corners[:1]])
    steps = np.linspace(0.0, len(corners), 600, endpoint=False)
    outline = np.column_stack([np.interp(steps, range(len(ring)), ring[:, i]) for i in (0, 1)])
    along = np.array([math.sin(heading), math.cos(heading)])
    across = np.array([along[1], -along[0]])
    return middle + outline[:, :1] * along + outline[:, 1:] * across


def disturbed(camera: CameraGeoref, rng: np.random.Generator) -> CameraGeoref:
    pose = camera.pose
    frame = LocalFrame(pose.position)
    turn, tilt, lean = rng.normal(0.0, NOISE.attitude_deg, 3)
    east, north = rng.normal(0.0, NOISE.position_m, 2)
    return CameraGeoref(
        camera.model,
        CameraPose(
            frame.lonlat(float(east), float(north)),
            pose.alt_amsl_m + float(rng.normal(0.0, NOISE.height_m)),
            pose.heading_deg + float(turn),
            pose.pitch_deg + float(tilt),
            pose.roll_deg + float(lean),
        ),
    )


def simulate(
    length_m: float, slants_m: tuple[float, float], count: int, is_cut: bool = False
) -> list[tuple[Place, Floats]]:
    """Places of hulls at random headings and spots, each with its error in metres."""
    rng = np.random.default_rng(round(length_m))
    camera, frame, found = georef(heading=0.0), LocalFrame(HERE), []
    while len(found) < count:
        ground = math.sqrt(rng.uniform(*slants_m) ** 2 - 120.0**2)
        bearing = math.radians(rng.uniform(-24.0, 24.0) + 8.0 * is_cut)
        middle = ground * np.array([math.sin(bearing), math.cos(bearing)])
        hull = hull_outline(length_m, rng.uniform(0.0, 2.0 * math.pi), middle)
        waterline = visible_waterline(camera, hull, is_cut)
        if waterline is None:
            continue
        box = (*waterline.min(axis=0), *waterline.max(axis=0))
        detection = Detection(box, 0.9, "anomaly", waterline)
        place = locate(detection, disturbed(camera, rng), BUDGET, 14.0)
        assert place is not None
        found.append((place, np.array(frame.point(place.position)) - middle))
    return found


@pytest.mark.parametrize("length_m", [6.0, 15.0, 40.0, 120.0])
def test_19_of_20_ellipses_hold_the_middle_of_the_hull(length_m: float) -> None:
    found = simulate(length_m, (250.0, 680.0), 160)
    inside = [e @ np.linalg.solve(p.covariance, e) <= CHI2_95 for p, e in found]
    assert 0.92 <= np.mean(inside) <= 0.99
    assert np.median([np.hypot(*e) for _, e in found]) <= 25.0


@pytest.mark.parametrize("length_m", [6.0, 15.0, 40.0, 75.0, 120.0])
def test_a_hull_cut_by_the_edge_is_in_the_ellipse_too(length_m: float) -> None:
    found = simulate(length_m, (250.0, 680.0), 100, is_cut=True)
    inside = [e @ np.linalg.solve(p.covariance, e) <= CHI2_95 for p, e in found]
    assert np.mean(inside) >= 0.92


def test_ellipses_at_working_range_are_small() -> None:
    found = simulate(12.0, (300.0, 600.0), 60)
    assert np.median([p.ellipse.semi_major_m for p, _ in found]) <= 60.0


def test_the_visible_waterline_gives_middle_and_length_whatever_the_heading() -> None:
    camera = georef(heading=0.0)
    for heading in np.radians([10.0, 45.0, 80.0, 135.0, 170.0, 250.0, 330.0]):
        hull = hull_outline(80.0, float(heading), np.array([20.0, 400.0]))
        waterline = visible_waterline(camera, hull)
        assert waterline is not None
        box = (*waterline.min(axis=0), *waterline.max(axis=0))
        place = locate(Detection(box, 0.9, "anomaly", waterline), camera, BUDGET)
        assert place is not None
        error = np.array(LocalFrame(HERE).point(place.position)) - [20.0, 400.0]
        assert np.hypot(*error) < 0.16 * 80.0
        assert 0.65 * 80.0 <= place.length_m <= 1.1 * 80.0  # a bow that points away is not seen
