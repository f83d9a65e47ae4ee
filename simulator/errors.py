"""What can go wrong in the simulated world."""


class SimulatorError(Exception):
    """Root of all errors of this package; the text is one line that names the remedy."""


class ScenarioError(SimulatorError):
    """The scenario file cannot be used: correct the file at the place named."""


class DoorError(SimulatorError):
    """A port could not be opened: choose another one, or 0 for any free one."""


class StillFlyingError(SimulatorError):
    """Time was to be left out while something happens: wait until every vehicle stands."""


class TruthError(SimulatorError):
    """The truth file cannot be written: choose another place for it."""


class KeyFileError(SimulatorError):
    """The signing key cannot be used: name a file with a passphrase or the 32 bytes of a key."""


class SceneError(SimulatorError):
    """A satellite scene cannot be made: correct what the message names."""
