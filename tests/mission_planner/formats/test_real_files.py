"""Every real plan, mission and fence file is read, or refused for the reason that is named here."""

import json
from dataclasses import replace

import pytest

from mission_planner import formats
from mission_planner.errors import FormatError
from mission_planner.formats.qgc_plan import plan_document
from mission_planner.formats.qgc_read import mission_of
from mission_planner.formats.waypoints import write_waypoints
from mission_planner.mission import Mission, home_item
from tests.mission_planner.formats.test_formats import same

NO_HEADER, NO_MISSION = "it holds a fence as latitudes and longitudes", "holds a fence, no mission"
# by the end of the name, the first that fits
REFUSED = {
    "sample_with_structured_scan.plan": "'StructureScan' stores no items",
    "sample_with_survey_missing_items.plan": "key 'Items' is missing",
    "sample_with_survey_wrong_version.plan": "version is 9",
    "sample_without_mission.plan": "key 'mission' is missing",
    "sample_wrong_mission_version.plan": "mission: version is 7",
    "sample_wrong_overall_version.plan": "version is 42",
    "copter-avoidance-fence.txt": NO_HEADER,
    "fence-in-middle-of-nowhere.txt": NO_HEADER,
    "CMAC-fence.txt": NO_HEADER,
    "OBC2016-fence.txt": NO_HEADER,
    "rover-fence-ac-avoid.txt": NO_HEADER,
    "rover-path-planning-fence.txt": NO_MISSION,
    "rover-path-bendyruler-fence.txt": NO_MISSION,
    "rover-test-rally.txt": "it holds rally points",
    "weathervane_mission.txt": "item 4 where item 3 must be",
    "sub-gripper-mission.txt": "item 4 where item 6 must be",
}
FOLDERS = {"plans": (12, 6), "waypoints": (139, 133), "fence_rally": (23, 7)}  # files, read


@pytest.mark.parametrize("folder", FOLDERS)
def test_real_files_are_read_or_refused_with_a_reason(data_dir, folder, tmp_path):
    files = sorted(f for f in (data_dir / "mavlink" / folder).rglob("*") if f.is_file())
    read = 0
    for file in files:
        why = next((text for end, text in REFUSED.items() if file.name.endswith(end)), None)
        if why is not None:
            with pytest.raises(FormatError) as caught:
                formats.read_mission(file)
            assert why in str(caught.value)
            continue
        mission = formats.read_mission(file)
        read += 1
        # of item 0 a .plan keeps the place of home and its height above the sea, no more
        home = replace(home_item(mission.home, mission.home_alt_m), position=mission.home)
        written = Mission((home, *mission.items[1:]))
        same(mission_of(json.dumps(plan_document(mission)), "again"), written)
        again = tmp_path / "again.waypoints"
        write_waypoints(mission, again)
        same(formats.read_mission(again), mission)
    assert (len(files), read) == FOLDERS[folder]


def test_real_plans_keep_their_home_and_commands(data_dir):
    for file in (data_dir / "mavlink" / "plans").glob("*.plan"):
        if any(file.name.endswith(end) for end in REFUSED):
            continue
        document = json.loads(file.read_text())
        read = formats.read_mission(file)
        home = document["mission"]["plannedHomePosition"]
        assert read.home.latlon == pytest.approx(home[:2], abs=1e-7)
        for item in document["mission"]["items"]:
            if item["type"] == "SimpleItem":
                assert item["command"] in [i.command for i in read.items]


def test_a_survey_is_flown_as_its_own_items(data_dir):
    name = "mavsdk_qgroundcontrol_sample_with_survey.plan"
    read = formats.read_mission(data_dir / "mavlink" / "plans" / name)
    assert [i.command for i in read.items[:6]] == [16, 530, 16, 206, 16, 206]
    assert len(read.items) == 1 + 1 + 12
