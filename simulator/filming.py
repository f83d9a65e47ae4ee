"""The camera in simulated time: one thread that takes, labels and sends pictures."""

from collections.abc import Callable
from queue import Empty, SimpleQueue

from geodata.georef import CameraModel, CameraPose
from simulator.camera.camera import Camera
from simulator.flying import Moment
from simulator.klv import Telemetry, encode_packet
from simulator.pose_noise import PoseNoise, disturbed
from simulator.truth import TruthFile
from simulator.video import VideoServer
from simulator.world import World

from datetime import timedelta

PATIENCE_S = 0.2  # wall seconds between looks at whether to end
