"""Facts that several forms share, taken from a sortie's record and its papers."""

from collections.abc import Iterator

from mission_planner.layers.wording import WORDS
from surveillance.model import Realm
from surveillance.papers.book import Aircraft, Basis, Kind
from surveillance.papers.permits import KNOWN
from surveillance.records.sortie import End, People, SortieRecord, Special
from surveillance.report.form import Both, Cell, Column

REALMS = {
    Realm.SIMULATED: Both("模擬飛行(実飛行ではない)", "simulated: no aircraft flew"),
    Realm.EXERCISE: Both("訓練", "exercise"),
    Realm.REPLAY: Both("再生", "replay"),
}
REGISTRATION = Column("registration", "登録記号", "registration")
AIRCRAFT = (
    REGISTRATION,
    Column("aircraft_kind", "無人航空機の種類", "kind"),
    Column("type_name", "型式", "type"),
    Column("type_certificate", "型式認証書番号", "type certificate no."),
    Column("airworthiness", "機体認証の区分・番号", "airworthiness class and no."),
    Column("maker", "設計製造者", "maker"),
    Column("serial", "製造番号", "serial no."),
)
TO_CONFIRM = Both("要確認", "to be confirmed")


def aircraft_facts(vehicle: str, craft: Aircraft | None) -> tuple[tuple[Column, Cell], ...]:
    """What a form says of the aircraft above its tables; what nobody recorded is unknown."""
    values: tuple[Cell, ...] = (None,) * len(AIRCRAFT)
    if craft is not None:
        values = (
            craft.registration, craft.kind, craft.type_name, craft.type_certificate,
            craft.airworthiness, craft.maker, craft.serial,
        )  # fmt: skip
    name = (Column("vehicle", "機体呼称", "name in the fleet"), vehicle)
    return (name, *zip(AIRCRAFT, values, strict=True))


def special_lines(specials: tuple[Special, ...], basis: Basis | None) -> tuple[Both, ...]:
    """Kinds of special flight: those that apply, then those that nobody answered."""
    applies, unknown = [], []
    for kind in KNOWN:
        state = special_state(kind, specials, basis)
        if state == "applies":
            applies.append(_named(kind))
        elif state == "check":
            unknown.append(_named(kind, TO_CONFIRM))
    return (*applies, *unknown)


def special_state(kind: Kind, specials: tuple[Special, ...], basis: Basis | None) -> str:
    """applies, no or check; a person's answer counts where the planner cannot tell."""
    found = next((s.state for s in specials if s.kind == kind), "check")
    if found == "applies" or (basis is not None and kind in basis.applies):
        return "applies"
    if basis is not None and kind in basis.ruled_out:
        return "no"
    return found


def permit_lines(people: People) -> Cell:
    """Numbers of the permits that held; unknown when nobody recorded papers."""
    if people.basis is None:
        return None
    lines = [Both(p.number, p.number) for p in people.permits]
    if people.basis.lifted_by:
        lines.append(Both(people.basis.lifted_by, people.basis.lifted_by))
    return tuple(lines)


def insurance_text(craft: Aircraft | None) -> Cell:
    """Insurer and policy, or why there is none."""
    insurance = craft.insurance if craft is not None else None
    if insurance is None:
        return None
    return insurance.waived or f"{insurance.insurer} {insurance.policy}"


def troubles(record: SortieRecord) -> tuple[Both, ...]:
    """What in a record may have touched safety, the gravest first."""
    return tuple(_troubles(record))


def _troubles(record: SortieRecord) -> Iterator[Both]:
    if record.end is End.FAILED:
        yield Both("異常終了", "ended abnormally")
        yield Both(record.end_text, record.end_text)
    elif record.end is End.OPEN:
        yield Both("記録が中断している", "the record was interrupted: its end is not known")
    elif record.end is End.LEFT:
        yield Both("監視を打ち切った", "not watched to its end")
    for event in record.events:
        if is_crash(event.text) or is_loss_of_control(event.text):
            yield Both(event.text, event.text)
    for broken in record.limits_broken:
        kind_ja = {"fence": "飛行範囲", "nofly": "飛行禁止区域", "ceiling": "高度上限"}
        yield Both(
            f"{kind_ja.get(broken.kind, broken.kind)}逸脱({broken.name}){broken.amount_m:.0f} m",
            f"{broken.kind} broken ({broken.name}) by {broken.amount_m:.0f} m",
        )
    losses = len(record.link_losses)
    if losses:
        yield Both(f"通信断 {losses}回", f"losses of the link: {losses}")


def is_crash(text: str) -> bool:
    """Whether the vehicle says that it crashed (ArduPilot: `Crash: Disarming`)."""
    return "crash" in text.lower()


def is_loss_of_control(text: str) -> bool:
    """Whether it says that it did not fly as commanded, or came down elsewhere.

    ArduPilot: `Potential Thrust Loss (3)`, `EKF Failsafe: changed to LAND Mode`.
    """
    said = text.lower()
    return any(words in said for words in ("thrust loss", "ekf failsafe", "not at home"))


def _named(kind: str, state: Both | None = None) -> Both:
    words = WORDS[kind]
    if state is None:
        return Both(words.name_ja, words.name_en)
    return Both(f"{words.name_ja}({state.ja})", f"{words.name_en} ({state.en})")
