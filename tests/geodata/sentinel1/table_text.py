"""Calibration and noise files in the layout of the Sentinel-1 product specification."""

import numpy as np

from tests.geodata.sentinel1.annotation_text import numbers, stamp
from tests.geodata.sentinel1.scene_model import SceneModel


def _whole(values) -> str:
    return f'count="{len(values)}">' + " ".join(str(int(v)) for v in values)


def steps(last: int, step: int):
    return np.unique(np.append(np.arange(0, last, step), last))


def calibration_text(model: SceneModel, sigma) -> str:
    """sigma(pixel, line): the table's value."""
    pixel = steps(model.columns - 1, 40)
    each = []
    for line in steps(model.rows - 1, 669):
        values = sigma(pixel, np.full(len(pixel), line))
        each.append(f"""
    <calibrationVector>
      <azimuthTime>{stamp(model.instant(model.seconds(line + 0.5)))}</azimuthTime>
      <line>{line}</line>
      <pixel {_whole(pixel)}</pixel>
      <sigmaNought {numbers(values)}</sigmaNought>
      <betaNought {numbers(0.8 * values)}</betaNought>
      <gamma {numbers(0.7 * values)}</gamma>
      <dn {numbers(0.8 * values)}</dn>
    </calibrationVector>""")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<calibration>
  <calibrationInformation>
    <absoluteCalibrationConstant>1.000000e+00</absoluteCalibrationConstant>
  </calibrationInformation>
  <calibrationVectorList count="{len(each)}">{"".join(each)}</calibrationVectorList>
</calibration>
"""


def _range_vectors(model: SceneModel, noise, element: str, values_name: str) -> str:
    each = []
    for number, line in enumerate(steps(model.rows - 1, 500)):
        pixel = steps(model.columns - 1, 40 + number)  # every line has samples of its own
        values = noise(pixel, np.full(len(pixel), line))
        each.append(f"""
    <{element}>
      <azimuthTime>{stamp(model.instant(model.seconds(line + 0.5)))}</azimuthTime>
      <line>{line}</line>
      <pixel {_whole(pixel)}</pixel>
      <{values_name} {numbers(values)}</{values_name}>
    </{element}>""")
    return "".join(each)


def noise_text(model: SceneModel, noise, swell=None) -> str:
    """noise(pixel, line); swell(line): factor along the track, on the left half of the picture."""
    lines = steps(model.rows - 1, 20)
    factor = np.ones(len(lines)) if swell is None else swell(lines)
    half = model.columns // 2
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<noise>
  <noiseRangeVectorList count="1">{
        _range_vectors(model, noise, "noiseRangeVector", "noiseRangeLut")
    }</noiseRangeVectorList>
  <noiseAzimuthVectorList count="1">
    <noiseAzimuthVector>
      <swath>IW1</swath>
      <firstAzimuthLine>0</firstAzimuthLine>
      <firstRangeSample>0</firstRangeSample>
      <lastAzimuthLine>{model.rows - 1}</lastAzimuthLine>
      <lastRangeSample>{half - 1}</lastRangeSample>
      <line {_whole(lines)}</line>
      <noiseAzimuthLut {numbers(factor)}</noiseAzimuthLut>
    </noiseAzimuthVector>
  </noiseAzimuthVectorList>
</noise>
"""


def old_noise_text(model: SceneModel, noise) -> str:
    """The form before March 2018."""
    vectors = _range_vectors(model, noise, "noiseVector", "noiseLut")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<noise>
  <noiseVectorList count="1">{vectors}</noiseVectorList>
</noise>
"""
