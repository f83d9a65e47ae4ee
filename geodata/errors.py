"""Errors of the geodata floor."""


class GeodataError(Exception):
    """A place, an area or a coast is wrong; the message says what and how to mend it."""


class PositionError(GeodataError, ValueError):
    """A longitude or latitude is out of range: check the order (longitude first) and unit."""


class AreaError(GeodataError):
    """An area file cannot be used: mend the feature that the message names."""


class CoastError(GeodataError):
    """A land file cannot be used: give a vector file with polygons in a known reference system."""


class LayerError(GeodataError):
    """A layer or a table of runways cannot be used: mend the file or feature that is named."""


class KmlError(GeodataError):
    """A KML or KMZ file cannot be used: the message says why; save it as plain placemarks."""


class XmlRefused(GeodataError):
    """A text is no XML, or one that harmless programs do not write; the message says why."""


class ProductError(GeodataError):
    """A satellite product cannot be used: the message names the file and what to do about it."""


class NotWhole(ProductError):
    """A product that is on its way cannot be read further; wait until it is whole and verified."""


class RasterError(GeodataError):
    """A picture file cannot be used: the message names the file and what to do about it."""


class CatalogError(GeodataError):
    """A catalogue of satellite products, or one of them, cannot be used; the message says why."""


class CatalogUnavailable(CatalogError):
    """A catalogue does not answer or wants to be left alone: try again later."""


class AccessRefused(CatalogError):
    """A catalogue does not let this user in: mend the name, the password or the token."""


class OfferRefused(CatalogError):
    """What a catalogue says of a product cannot be believed; the message names the field."""


class DownloadFailed(CatalogError):
    """A product did not arrive; the message says what is kept and whether to try again."""
