"""Annotation files in the layout of the Sentinel-1 product specification."""

import numpy as np

from tests.geodata.sentinel1.scene_model import SceneModel

PRF_HZ = {"IW1": 1717.128973878037, "IW2": 1451.627112193990, "IW3": 1685.817302492702}


def stamp(at) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")


def numbers(values) -> str:
    return f'count="{len(values)}">' + " ".join(f"{v:.15e}" for v in values)


def annotation_text(model: SceneModel, polarisation="VV", mode="IW", kind="GRD") -> str:
    start, stop = model.instant(0), model.instant((model.rows - 1) * model.line_interval_s)
    near = model.node_values()["slant_time"][0]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<product>
  <adsHeader>
    <missionId>S1A</missionId>
    <productType>{kind}</productType>
    <polarisation>{polarisation}</polarisation>
    <mode>{mode}</mode>
    <swath>{mode}</swath>
    <startTime>{stamp(start)}</startTime>
    <stopTime>{stamp(stop)}</stopTime>
    <absoluteOrbitNumber>53912</absoluteOrbitNumber>
    <missionDataTakeId>429134</missionDataTakeId>
    <imageNumber>001</imageNumber>
  </adsHeader>
  <generalAnnotation>
    <productInformation>
      <pass>Ascending</pass>
      <timelinessCategory>NRT-3h</timelinessCategory>
      <platformHeading>-1.250000000000000e+01</platformHeading>
      <projection>Ground Range</projection>
      <rangeSamplingRate>6.434523812571428e+07</rangeSamplingRate>
      <radarFrequency>5.405000454334350e+09</radarFrequency>
      <azimuthSteeringRate>1.590368784000000e+00</azimuthSteeringRate>
    </productInformation>
    {downlinks(model)}
    {orbit_list(model)}
  </generalAnnotation>
  <imageAnnotation>
    <imageInformation>
      <productFirstLineUtcTime>{stamp(start)}</productFirstLineUtcTime>
      <productLastLineUtcTime>{stamp(stop)}</productLastLineUtcTime>
      <slantRangeTime>{near:.15e}</slantRangeTime>
      <pixelValue>Detected</pixelValue>
      <outputPixels>16 bit Unsigned Integer</outputPixels>
      <rangePixelSpacing>{model.spacing_m:.15e}</rangePixelSpacing>
      <azimuthPixelSpacing>1.001915000000000e+01</azimuthPixelSpacing>
      <azimuthTimeInterval>{model.line_interval_s:.15e}</azimuthTimeInterval>
      <azimuthFrequency>{1.0 / model.line_interval_s:.15e}</azimuthFrequency>
      <numberOfSamples>{model.columns}</numberOfSamples>
      <numberOfLines>{model.rows}</numberOfLines>
      <incidenceAngleMidSwath>3.9e+01</incidenceAngleMidSwath>
    </imageInformation>
  </imageAnnotation>
  <geolocationGrid>
    {grid_list(model)}
  </geolocationGrid>
  <coordinateConversion>
    {conversion_list(model)}
  </coordinateConversion>
  <swathMerging>
    {merge_list(model)}
  </swathMerging>
</product>
"""


def downlinks(model: SceneModel) -> str:
    each = "".join(
        f"""
      <downlinkInformation>
        <swath>{name}</swath>
        <azimuthTime>{stamp(model.instant(0))}</azimuthTime>
        <prf>{prf:.15e}</prf>
      </downlinkInformation>"""
        for name, prf in PRF_HZ.items()
    )
    return f'<downlinkInformationList count="3">{each}</downlinkInformationList>'


def orbit_list(model: SceneModel) -> str:
    times = np.arange(-70.0, 100.0, 10.0)
    each = []
    for seconds, place, speed in zip(times, *model.orbit.at(times), strict=True):
        x, y, z = (f"{v:.9f}" for v in place)
        vx, vy, vz = (f"{v:.9f}" for v in speed)
        each.append(f"""
      <orbit>
        <time>{stamp(model.instant(seconds))}</time>
        <frame>Earth Fixed</frame>
        <position><x>{x}</x><y>{y}</y><z>{z}</z></position>
        <velocity><x>{vx}</x><y>{vy}</y><z>{vz}</z></velocity>
      </orbit>""")
    return f'<orbitList count="{len(each)}">{"".join(each)}</orbitList>'


def grid_list(model: SceneModel) -> str:
    nodes = model.node_values()
    each = []
    for i in range(len(nodes["line"])):
        lon, lat = nodes["lonlat"][i]
        each.append(f"""
      <geolocationGridPoint>
        <azimuthTime>{stamp(model.instant(nodes["seconds"][i]))}</azimuthTime>
        <slantRangeTime>{nodes["slant_time"][i]:.15e}</slantRangeTime>
        <line>{nodes["line"][i]}</line>
        <pixel>{nodes["pixel"][i]}</pixel>
        <latitude>{lat:.15e}</latitude>
        <longitude>{lon:.15e}</longitude>
        <height>{nodes["height"][i]:.15e}</height>
        <incidenceAngle>{nodes["incidence"][i]:.15e}</incidenceAngle>
        <elevationAngle>{0.87 * nodes["incidence"][i]:.15e}</elevationAngle>
      </geolocationGridPoint>""")
    listed = "".join(each)
    return f'<geolocationGridPointList count="{len(each)}">{listed}</geolocationGridPointList>'


def conversion_list(model: SceneModel) -> str:
    each = "".join(
        f"""
      <coordinateConversion>
        <azimuthTime>{stamp(model.instant(seconds))}</azimuthTime>
        <slantRangeTime>5.343315555381491e-03</slantRangeTime>
        <sr0>{model.near_range_m:.15e}</sr0>
        <srgrCoefficients count="2">0.0 1.9</srgrCoefficients>
        <gr0>0.000000000000000e+00</gr0>
        <grsrCoefficients {numbers(model.coefficients(seconds))}</grsrCoefficients>
      </coordinateConversion>"""
        for seconds in model.polynomial_times_s
    )
    count = len(model.polynomial_times_s)
    return f'<coordinateConversionList count="{count}">{each}</coordinateConversionList>'


def merge_list(model: SceneModel) -> str:
    """Three beams side by side; the first border moves by two pixels half way down."""
    third, half = model.columns // 3, model.rows // 2
    bounds = {
        "IW1": [(0, half - 1, 0, third - 1), (half, model.rows - 1, 0, third + 1)],
        "IW2": [(0, half - 1, third, 2 * third - 1), (half, model.rows - 1, third + 2,
                                                      2 * third - 1)],
        "IW3": [(0, model.rows - 1, 2 * third, model.columns - 1)],
    }  # fmt: skip
    each = []
    for name, rectangles in bounds.items():
        inner = "".join(
            f"""
          <swathBounds>
            <azimuthTime>{stamp(model.instant(model.seconds(first + 0.5)))}</azimuthTime>
            <firstAzimuthLine>{first}</firstAzimuthLine>
            <firstRangeSample>{left}</firstRangeSample>
            <lastAzimuthLine>{last}</lastAzimuthLine>
            <lastRangeSample>{right}</lastRangeSample>
          </swathBounds>"""
            for first, last, left, right in rectangles
        )
        each.append(f"""
      <swathMerge>
        <swath>{name}</swath>
        <swathBoundsList count="{len(rectangles)}">{inner}</swathBoundsList>
      </swathMerge>""")
    return f'<swathMergeList count="3">{"".join(each)}</swathMergeList>'
