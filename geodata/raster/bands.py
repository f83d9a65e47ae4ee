"""Which band is which, from what a file says of itself or how it is called."""

import re

_OPTICAL = re.compile(r"(?<![A-Za-z0-9])B(?P<number>\d{1,2})(?P<narrow>A?)(?![A-Za-z0-9])", re.I)
_COLOURS = {"blue": "B02", "green": "B03", "red": "B04", "nir": "B08", "near infrared": "B08"}
_RADAR = re.compile(r"(?<![A-Za-z])(?P<name>VV|VH|HH|HV)(?![A-Za-z])", re.I)


def band_name(text: str) -> str | None:
    """The band that a file name or a description names: B02, B8A, VV …; None where it names none.

    >>> band_name("T31TCJ_20240517T105031_B8A_20m.jp2"), band_name("B2"), band_name("s1a-iw-grd-vv")
    ('B8A', 'B02', 'VV')
    >>> band_name("harbour.tif") is None
    True
    """
    optical = list(_OPTICAL.finditer(text.replace("_", " ")))
    if optical:
        found = optical[-1]
        number, narrow = int(found["number"]), found["narrow"].upper()
        return f"B{number}A" if narrow else f"B{number:02d}"
    radar = list(_RADAR.finditer(text))
    return radar[-1]["name"].upper() if radar else None


def band_names(
    descriptions: tuple[str | None, ...], tags: list[dict[str, str]], file_stem: str
) -> tuple[str, ...]:
    """Names of the bands of one file, all different.

    A description or a tag (`name`, `band`, `polarisation`) that names a known band, or says no more
    than blue, green, red or NIR, counts first,
    then the name of a file of one band, then any description, then the number: "1", "2" …
    """
    named: list[str] = []
    for number, (description, tag) in enumerate(zip(descriptions, tags, strict=True), 1):
        by_key = {key.lower(): value for key, value in tag.items()}
        told = [description, *(by_key.get(key) for key in ("name", "band", "polarisation"))]
        known = [_COLOURS.get(text.strip().lower()) or band_name(text) for text in told if text]
        if len(descriptions) == 1:
            known.append(band_name(file_stem))
        name = next((k for k in known if k), None) or (description or "").strip() or str(number)
        named.append(name)
    if len(set(named)) < len(named):
        return tuple(str(number) for number in range(1, len(named) + 1))
    return tuple(named)
