"""A sea surface that is a pure function of place and time: three periodic tiles of waves.

Each tile holds one band of wavelengths of a Pierson-Moskowitz spectrum and moves by the deep-water
dispersion relation. Frequencies are rounded to multiples of one turn per PERIOD_S, so a table of
a few thousand phases serves all waves and the sea repeats after that time.
"""

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.stats import norm

from simulator.camera.config import SeaConfig
from simulator.camera.jit import kernel
from simulator.camera.sampling import SIDE, BandView, pack
from simulator.camera.shading import Surface

GRAVITY_MPS2 = 9.81
PERIOD_S = 1200.0
ALPHA = 0.0081  # Phillips' constant
MIN_FINE_VARIANCE = 0.003  # even a calm sea has ripples
CREST_RANGE = 5.0  # sigmas
CREST_SHARES = (0.62, 0.78, 0.0)  # of the bands in what breaks; squares add up to 1
FADE_SHARE = 0.35  # footprint, in shortest wavelengths, at which a band begins to vanish
Spectrum = NDArray[np.complex64]
Tile = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Band:
    """One tile: SIDE x SIDE cells over `size_m`, wavelengths longest_m down to shortest_m.

    turn_deg turns the tile against the others, so that their repeats do not line up.
    """

    size_m: float
    longest_m: float
    shortest_m: float
    turn_deg: float


BANDS = (
    Band(331.0, 165.0, 12.0, 13.0),
    Band(61.0, 12.0, 2.2, -24.0),
    Band(19.0, 2.2, 0.55, 41.0),
)


class WaveBand:
    """The slopes and the crests of one band at any time."""

    def __init__(self, band: Band, sea: SeaConfig, rng: np.random.Generator) -> None:
        self.band = band
        steps = 2.0 * np.pi * np.fft.fftfreq(SIDE, band.size_m / SIDE)
        along, across = np.meshgrid(steps, steps)
        turn = np.radians(band.turn_deg)
        kx = along * np.cos(turn) - across * np.sin(turn)
        ky = along * np.sin(turn) + across * np.cos(turn)
        k = np.hypot(kx, ky)
        variance = _density(kx, ky, sea) * (2.0 * np.pi / band.size_m) ** 2
        inside = (k >= 2.0 * np.pi / band.longest_m) & (k < 2.0 * np.pi / band.shortest_m)
        variance[~inside] = 0.0
        noise = rng.standard_normal((2, SIDE, SIDE))
        # the surface is the real part of twice the half that travels downwind
        height = np.sqrt(variance / 2.0) * (noise[0] + 1j * noise[1]) * SIDE**2 / np.sqrt(2.0)
        back = np.conj(np.roll(height[::-1, ::-1], (1, 1), (0, 1)))
        self._turns = np.rint(np.sqrt(GRAVITY_MPS2 * k) * PERIOD_S / (2.0 * np.pi)).astype(np.int32)
        both = 1j * kx - ky  # the real part of the result is the slope east, the imaginary north
        self._slope_on = (both * height).astype(np.complex64)
        self._slope_back = (both * back).astype(np.complex64)
        self._crest_on = (k * height).astype(np.complex64)
        self._crest_back = (k * back).astype(np.complex64)
        self.slope_variance = float((variance * k**2).sum())
        self._crest_sigma = float(np.sqrt(self.slope_variance)) or 1.0
        self._slope_range = 5.0 * self._crest_sigma

    def view(self, phases: Spectrum, crests: Tile, crest_share: float) -> BandView:
        """The band at the time of the phases; its crests count `crest_share` sigmas."""
        spectrum = np.empty_like(self._slope_on)
        advance(spectrum, self._slope_on, self._slope_back, self._turns, phases)
        slopes = np.asarray(scipy.fft.ifft2(spectrum, overwrite_x=True), np.complex64)
        steps = np.array([self._slope_range / 1023.0, CREST_RANGE / 511.0], np.float32)
        turn = np.radians(self.band.turn_deg)
        return BandView(
            pack(slopes, crests, steps),
            np.float32(np.cos(turn)),
            np.float32(np.sin(turn)),
            np.float32(SIDE / self.band.size_m),
            steps[0],
            np.float32(steps[1] * crest_share),
            np.float32(1.0 / (self.band.shortest_m * FADE_SHARE)),
        )

    def crest_spectrum(self, phases: Spectrum) -> Spectrum:
        """Spectrum of how sharp the crests are, in units of its own sigma."""
        spectrum = np.empty_like(self._crest_on)
        advance(spectrum, self._crest_on, self._crest_back, self._turns, phases)
        return np.asarray(spectrum / np.float32(self._crest_sigma), np.complex64)


def _density(
    kx: NDArray[np.float64], ky: NDArray[np.float64], sea: SeaConfig
) -> NDArray[np.float64]:
    """Height variance per wave number squared (m^4) of waves that travel downwind."""
    k = np.maximum(np.hypot(kx, ky), 1e-9)
    peak = 0.1615 / max(sea.wave_height_m, 0.02)  # rad/m, Pierson-Moskowitz for that height
    towards = np.radians(sea.wind_from_deg + 180.0)
    cosine = (kx * np.sin(towards) + ky * np.cos(towards)) / k
    spread = np.where(cosine > 0.0, 0.85 * cosine**2 * 2.0 / np.pi, 0.0) + 0.15 / (2.0 * np.pi)
    density: NDArray[np.float64] = ALPHA / 2.0 * k**-4 * np.exp(-1.25 * (peak / k) ** 2) * spread
    return density


@kernel
def advance(
    out: Spectrum, on: Spectrum, back: Spectrum, turns: NDArray[np.int32], phases: Spectrum
) -> None:
    """Spectrum at the time whose phases are given: waves going on, and their mirror images."""
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            phase = phases[turns[row, column]]
            out[row, column] = on[row, column] * np.conj(phase) + back[row, column] * phase


class Sea:
    """All bands together."""

    def __init__(self, sea: SeaConfig, seed: int) -> None:
        self._bands = [
            WaveBand(band, sea, np.random.default_rng([seed, 7001, number]))
            for number, band in enumerate(BANDS)
        ]
        finer = 0.003 + 0.00512 * sea.wind_mps  # of all waves, after Cox and Munk
        resolved = [band.slope_variance for band in self._bands]
        left = max(finer - sum(resolved), MIN_FINE_VARIANCE)
        self._variances = np.array([*resolved, left], np.float32)
        self._foam_level = _foam_level(sea.wind_mps)

    def surface(self, t_s: float) -> Surface:
        """The sea at a time."""
        turns = np.arange(int(PERIOD_S * 4.0)) * (2.0 * np.pi * (t_s % PERIOD_S) / PERIOD_S)
        phases = np.exp(1j * turns).astype(np.complex64)
        # two real fields in one complex transform
        crests = scipy.fft.ifft2(
            self._bands[0].crest_spectrum(phases) + 1j * self._bands[1].crest_spectrum(phases)
        )
        flat = np.zeros(crests.shape, np.float32)
        long, middle, short = (
            band.view(phases, np.ascontiguousarray(crest, np.float32), share)
            for band, crest, share in zip(
                self._bands, (crests.real, crests.imag, flat), CREST_SHARES, strict=True
            )
        )
        return Surface(long, middle, short, self._variances, self._foam_level)


def _foam_level(wind_mps: float) -> np.float32:
    """Crest height, in sigmas, above which crests break: the whitecap cover of Monahan (1980)."""
    cover = min(0.2, 2.95e-6 * wind_mps**3.52)
    return np.float32(norm.isf(max(cover, 1e-7)))
