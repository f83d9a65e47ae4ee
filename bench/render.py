"""The simulated camera: drawing a picture, and sending it as video."""

import socket
import threading
from datetime import timedelta
from fractions import Fraction

import av
import cv2
import numpy as np

from bench.klv import packets
from bench.rows import Row, best_s, once_s
from bench.scene import Scene
from geodata.clock import Clock
from simulator.video import PRESET, QUALITY, VideoServer

SHARES = (0.0, 0.12, 0.3, 0.45, 0.6, 0.8)
FPS = 2.0
SENT = 30


def measure() -> list[Row]:
    """The limits: writing the picture once, and the encoder alone on ready colour planes."""
    scene = Scene(1)
    draw_s = [best_s(lambda share=share: scene.picture(share), repeats=4) for share in SHARES]
    pictures = [scene.picture(share) for share in SHARES]
    copy_s = best_s(pictures[0].copy, repeats=20)
    send_s, encode_s = send_each_s(pictures), encode_each_s(pictures)
    return [
        Row(
            "draw a picture, mean of the patrol", 1e3 * float(np.mean(draw_s)), "ms",
            "write 2.8 MB (limit)", 1e3 * copy_s, note=f"slowest {1e3 * max(draw_s):.0f} ms",
        ),
        Row(
            "send a picture: H.264, KLV, TS, TCP", 1e3 * send_s, "ms",
            "libx264 alone (limit)", 1e3 * encode_s, note=f"{PRESET}, crf {QUALITY}, 1 thread",
        ),
    ]  # fmt: skip


def send_each_s(pictures: list[np.ndarray]) -> float:
    """Wall seconds per picture through the video server with one viewer, best of three runs."""
    rows, columns = pictures[0].shape[:2]
    clock = Clock.real()
    video = VideoServer(0, (columns, rows), FPS, clock)
    viewer = socket.create_connection(("127.0.0.1", video.port))
    drain = threading.Thread(target=_drain, args=(viewer,), daemon=True)
    drain.start()
    while not video.viewers:
        drain.join(0.01)
    (packet,) = packets(1)
    times = []
    for number in range(3 * SENT):
        at = clock.at0 + timedelta(seconds=number / FPS)
        picture = pictures[number % len(pictures)]
        times.append(once_s(lambda picture=picture, at=at: video.send(picture, packet, at)))
    video.close()
    drain.join()
    viewer.close()
    return min(float(np.mean(times[start : start + SENT])) for start in (0, SENT, 2 * SENT))


def encode_each_s(pictures: list[np.ndarray]) -> float:
    """Wall seconds per picture of the bare encoder with the same settings, best of three runs."""
    rows, columns = pictures[0].shape[:2]
    planes = [np.asarray(cv2.cvtColor(p, cv2.COLOR_RGB2YUV_I420), np.uint8) for p in pictures]
    best = []
    for _ in range(3):
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = columns, rows, "yuv420p"
        encoder.time_base, encoder.framerate = Fraction(1, 90_000), Fraction(2)
        encoder.gop_size, encoder.max_b_frames, encoder.thread_count = 4, 0, 1
        encoder.options = {"preset": PRESET, "tune": "zerolatency", "crf": QUALITY}
        frames = [av.VideoFrame.from_ndarray(plane, format="yuv420p") for plane in planes]
        times = []
        for number in range(SENT):
            frame = frames[number % len(frames)]
            frame.pts, frame.time_base = number * 45_000, Fraction(1, 90_000)
            times.append(once_s(lambda e=encoder, f=frame: list(e.encode(f))))
        best.append(float(np.mean(times)))
    return min(best)


def _drain(viewer: socket.socket) -> None:
    while viewer.recv(1 << 20):
        pass
