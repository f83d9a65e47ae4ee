"""Pictures of the simulated camera: repeatable, and in the places where geometry puts things."""

import numpy as np
import pymap3d
import pytest
from shapely.geometry import Polygon

from geodata.georef import CameraModel, CameraPose
from geodata.position import LocalFrame, LonLat
from geodata.shore_grid import ShoreGrid
from simulator.camera.camera import Camera
from simulator.camera.config import SceneConfig, SeaConfig, SunConfig
from simulator.vessel import Kind, VesselState

FRAME = LocalFrame(LonLat(130.1, 34.24))
MODEL = CameraModel(640, 360, 60.0, 36.0)
SCENE = SceneConfig(MODEL, SeaConfig(6.0, 300.0, 0.6), SunConfig(121.0, 61.0), noise_levels=1.0)
ISLAND = Polygon([(-300, 700), (300, 700), (300, 1000), (-300, 1000)])


@pytest.fixture(scope="module")
def camera() -> Camera:
    shore = ShoreGrid.build(ISLAND, (-1500.0, -500.0, 1500.0, 2500.0), 5.0)
    return Camera(SCENE, 7, FRAME, shore)


def pose(
    heading_deg: float = 90.0, pitch_deg: float = -25.0, east_m: float = 0.0, north_m: float = 0.0
) -> CameraPose:
    return CameraPose(FRAME.lonlat(east_m, north_m), 120.0, heading_deg, pitch_deg, 0.0)


def vessel(east_m: float, north_m: float, kind: Kind = "fishing") -> VesselState:
    return VesselState(
        "a", kind, 15.0, 4.0, 4.5, east_m, north_m, 30.0, 30.0, 0.0, None, (236, 236, 230)
    )  # fmt: skip


def test_same_pose_and_time_give_the_same_bytes(camera: Camera) -> None:
    ship = [vessel(250.0, 10.0)]
    first = camera.render(pose(), 12.5, ship)
    camera.render(pose(10.0, -60.0), 13.0, [])
    again = Camera(SCENE, 7, FRAME, ShoreGrid.build(ISLAND, (-1500.0, -500.0, 1500.0, 2500.0), 5.0))
    assert first.shape == (360, 640, 3)
    assert np.array_equal(first, camera.render(pose(), 12.5, ship))
    assert np.array_equal(first, again.render(pose(), 12.5, ship))


def test_another_time_or_seed_gives_another_sea(camera: Camera) -> None:
    shore = ShoreGrid.build(ISLAND, (-1500.0, -500.0, 1500.0, 2500.0), 5.0)
    here = camera.render(pose(), 1.0, [])
    assert (here != camera.render(pose(), 2.0, [])).mean() > 0.5
    assert (here != Camera(SCENE, 8, FRAME, shore).render(pose(), 1.0, [])).mean() > 0.5


def changed(camera: Camera, where: CameraPose, ship: VesselState) -> np.ndarray:
    """Rows and columns (2, N) of the pixels that a vessel changes beyond the lens's blur."""
    without = camera.render(where, 5.0, []).astype(int)
    with_it = camera.render(where, 5.0, [ship]).astype(int)
    return np.array(np.nonzero(np.abs(with_it - without).max(axis=2) > 24))


@pytest.mark.parametrize(
    ("where", "place"),
    [
        (pose(), (250.0, 10.0)),
        (pose(90.0, -12.0), (600.0, -80.0)),
        (pose(90.0, -60.0), (70.0, 5.0)),
        (pose(200.0, -89.0), (4.0, -6.0)),
    ],
)
def test_a_vessel_is_drawn_in_its_box(
    camera: Camera, where: CameraPose, place: tuple[float, float]
) -> None:
    ship = vessel(*place)
    rows, columns = changed(camera, where, ship)
    box = camera.look(where, [ship])[0].box_px
    assert box is not None
    assert len(rows) >= 0.3 * (box[2] - box[0]) * (box[3] - box[1])
    assert columns.min() >= box[0] - 2.0
    assert columns.max() + 1 <= box[2] + 2.0
    assert rows.min() >= box[1] - 2.0
    assert rows.max() + 1 <= box[3] + 2.0
    assert columns.max() + 1 - columns.min() >= box[2] - box[0] - 3.0
    assert rows.max() + 1 - rows.min() >= box[3] - box[1] - 3.0


def independent_px(where: CameraPose, place: LonLat, height_m: float) -> np.ndarray:
    """Pixel of a point through the earth's centre-fixed axes of another library."""
    east, north, up = pymap3d.geodetic2enu(
        place.lat, place.lon, height_m, where.position.lat, where.position.lon, where.alt_amsl_m
    )
    up += (east**2 + north**2) / (2.0 * 6_371_009.0) / 7.0  # refraction bends the ray back down
    heading, pitch = np.radians((where.heading_deg, where.pitch_deg))
    ahead = east * np.sin(heading) + north * np.cos(heading)
    right = east * np.cos(heading) - north * np.sin(heading)
    depth = ahead * np.cos(pitch) + up * np.sin(pitch)
    down = ahead * np.sin(pitch) - up * np.cos(pitch)
    focal = 320.0 / np.tan(np.radians(30.0))
    return np.array([320.0 + focal * right / depth, 180.0 + focal * down / depth])


@pytest.mark.parametrize("east_m", [180.0, 400.0, 900.0])
def test_the_box_lies_where_an_independent_projection_puts_it(
    camera: Camera, east_m: float
) -> None:
    where = pose(95.0, -15.0, east_m=-40.0, north_m=30.0)
    ship = vessel(east_m, -20.0, "open_boat")
    box = camera.look(where, [ship])[0].box_px
    assert box is not None
    heading = np.radians(ship.heading_deg)
    bow = FRAME.lonlat(
        ship.east_m + 7.5 * float(np.sin(heading)), ship.north_m + 7.5 * float(np.cos(heading))
    )
    tip = independent_px(where, bow, 0.55 * ship.height_m)
    # the box touches the tip of the bow: it is the vessel's farthest point on the picture's left
    assert box[0] <= tip[0] + 0.3
    assert abs(tip[0] - box[0]) < 0.3 or abs(tip[1] - box[1]) < 12.0
    middle = independent_px(where, FRAME.lonlat(ship.east_m, ship.north_m), 0.0)
    assert box[0] < middle[0] < box[2]
    assert box[1] < middle[1] < box[3]


@pytest.mark.parametrize("pitch_deg", [0.0, -5.0, 3.0])
def test_the_horizon_is_where_the_dip_puts_it(camera: Camera, pitch_deg: float) -> None:
    picture = camera.render(pose(90.0, pitch_deg), 5.0, []).astype(float)
    dip = np.sqrt(2.0 * 120.0 / (6_371_009.0 * 7.0 / 6.0))
    focal = 320.0 / np.tan(np.radians(30.0))
    expected = 180.0 + focal * np.tan(np.radians(pitch_deg) + dip)
    red = picture[:, 300:340, 0].mean(axis=1)
    step = red[:-2] - red[2:]  # bright sky above, darker sea below
    found = 1.0 + float(np.argmax(step)) + 0.5
    assert abs(found - expected) <= 1.5


def test_land_hides_what_lies_behind_it(camera: Camera) -> None:
    where = pose(0.0, -10.0)
    behind, before = vessel(0.0, 1080.0), vessel(0.0, 500.0)
    far, near = camera.look(where, [behind, before])
    assert far.occluded and not far.in_view
    assert near.in_view and not near.occluded
    assert changed(camera, where, behind).size == 0
    assert changed(camera, where, before).size > 0


def test_in_view_needs_the_picture_and_the_range(camera: Camera) -> None:
    def seen(east_m: float, north_m: float) -> bool:
        return camera.look(pose(90.0, -20.0), [vessel(east_m, north_m)])[0].in_view

    assert seen(300.0, 0.0)
    assert not seen(-300.0, 0.0)  # behind the camera
    assert not seen(300.0, 400.0)  # beside the picture
    assert not seen(80.0, 0.0)  # 144 m away
    assert not seen(720.0, 0.0)


def test_a_small_boat_far_away_still_leaves_its_light(camera: Camera) -> None:
    where = pose(90.0, -10.0)

    def light(east_m: float) -> float:
        boat = VesselState(
            "b", "open_boat", 6.0, 1.9, 1.2, east_m, 3.0, 0.0, 0.0, 0.0, None, (236, 236, 230)
        )  # fmt: skip
        area = np.s_[:, 300:340]
        bare = camera.render(where, 5.0, [])[area].astype(float)
        # the noise of a picture depends on its time alone: what differs is the boat
        return float(np.abs(camera.render(where, 5.0, [boat])[area] - bare).sum())

    near, far = light(400.0), light(690.0)
    assert far > 200.0
    # the pixels it covers fall with the square of the range, and with the angle onto its deck
    assert 0.15 < far / near < 0.6


def test_a_wake_lies_behind_its_vessel(camera: Camera) -> None:
    where = pose(90.0, -40.0)
    moving = VesselState(
        "a", "fishing", 15.0, 4.0, 4.5, 140.0, 0.0, 0.0, 0.0, 5.0, None, (236, 236, 230)
    )  # fmt: skip
    still = VesselState(
        "a", "fishing", 15.0, 4.0, 4.5, 140.0, 0.0, 0.0, 0.0, 0.0, None, (236, 236, 230)
    )  # fmt: skip
    wake = camera.render(where, 5.0, [moving]).astype(int) - camera.render(where, 5.0, [still])
    left, right = wake[:, :300].clip(0).sum(), wake[:, 340:].clip(0).sum()
    assert right > 20 * max(left, 1)  # it runs north, to the left: the wake is on the right
