"""The simulated camera: drawing a picture, and sending it as video."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from bench.klv import packets
from bench.rows import Row, best_each_s, once_s
from bench.scene import Scene
from geodata.clock import Clock
from simulator.video import GOP_S, PRESET, QUALITY, VideoServer

SHARES = (0.0, 0.12, 0.3, 0.45, 0.6, 0.8)
FPS, SENT, TICKS = 2.0, 30, 90_000
AT = datetime(2026, 5, 1, tzinfo=UTC)
Pixels = NDArray[np.uint8]


def measure() -> list[Row]:
    """The limits: writing the picture once, and the encoder alone on ready colour planes."""
    scene = Scene(1)
    pictures = [scene.picture(share) for share in SHARES]
    works = [lambda share=share: scene.picture(share) for share in SHARES]
    *draw_s, copy_s = best_each_s(*works, pictures[0].copy, repeats=4)
    send_s, encode_s = send_and_encode_s(pictures)
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


def send_and_encode_s(pictures: list[Pixels]) -> tuple[float, float]:
    """Wall seconds per picture of the video server with a viewer, and of the encoder alone.

    They take turns; of three runs the best counts for each.
    """
    rows, columns = pictures[0].shape[:2]
    video = VideoServer(0, (columns, rows), FPS, Clock(0.0, AT, 1.0))
    viewer = socket.create_connection(("127.0.0.1", video.port))
    drain = threading.Thread(target=_drain, args=(viewer,), daemon=True)
    drain.start()
    while not video.viewers:
        drain.join(0.01)
    encoder, planes, (packet,) = bare_encoder(columns, rows), _planes(pictures), packets(1)
    times = []
    for number in range(3 * SENT):
        at, picture = AT + timedelta(seconds=number / FPS), pictures[number % len(pictures)]
        frame = av.VideoFrame.from_ndarray(planes[number % len(planes)], format="yuv420p")
        frame.pts, frame.time_base = round(number * TICKS / FPS), Fraction(1, TICKS)
        send = once_s(lambda p=picture, at=at: video.send(p, packet, at))
        times.append((send, once_s(lambda frame=frame: list(encoder.encode(frame)))))
    video.close()
    drain.join()
    viewer.close()
    send_s, encode_s = np.reshape(times, (3, SENT, 2)).mean(axis=1).min(axis=0)
    return float(send_s), float(encode_s)


def _planes(pictures: list[Pixels]) -> list[Pixels]:
    return [np.asarray(cv2.cvtColor(p, cv2.COLOR_RGB2YUV_I420), np.uint8) for p in pictures]


def bare_encoder(columns: int, rows: int) -> av.VideoCodecContext:
    """libx264 as the video server sets it up."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = columns, rows, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, TICKS), Fraction(FPS)
    encoder.gop_size, encoder.max_b_frames = round(GOP_S * FPS), 0
    encoder.thread_count = 1
    encoder.options = {"preset": PRESET, "tune": "zerolatency", "crf": QUALITY}
    return encoder


def _drain(viewer: socket.socket) -> None:
    while viewer.recv(1 << 20):
        pass
