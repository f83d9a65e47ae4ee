"""Hypothesis strategies that several tests share."""

from hypothesis import strategies as st

from geodata.georef import CameraGeoref, CameraModel, CameraPose
from geodata.position import LonLat


def lonlats(reach_deg: float = 85.0) -> st.SearchStrategy[LonLat]:
    """Places, poles left out."""
    return st.builds(LonLat, st.floats(-180.0, 180.0), st.floats(-reach_deg, reach_deg))


def georefs() -> st.SearchStrategy[CameraGeoref]:
    """Cameras of a low drone looking down at the sea."""
    poses = st.builds(
        CameraPose,
        lonlats(60.0),
        st.floats(30.0, 150.0),
        st.floats(0.0, 359.9),
        st.floats(-89.0, -25.0),
        st.floats(-4.0, 4.0),
    )
    return st.builds(CameraGeoref, st.just(CameraModel(1280, 720, 60.0, 35.98)), poses)
