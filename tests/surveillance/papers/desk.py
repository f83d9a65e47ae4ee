"""Papers of heron-1 that are in order for the bench's sortie, at noon of 1 May 2026 in Japan."""

PAPERS = """
[aircraft.heron-1]
registration = "JU3226TEST01"
kind = "回転翼航空機(マルチローター)"
maker = "Mizugiwa Works"
serial = "MW-0007"
total_h = 41.5
total_at = 2026-04-30T18:00:00+09:00
valid_from = 2025-01-01
valid_until = 2027-12-31
by = "Sato"
at = 2026-04-01T09:00:00+09:00

[aircraft.heron-1.remote_id]
serial = "RID-0001"
by = "Sato"
at = 2026-04-01T09:00:00+09:00

[aircraft.heron-1.insurance]
insurer = "Tokyo Mutual"
policy = "P-77"
valid_from = 2026-01-01
valid_until = 2026-12-31
by = "Sato"
at = 2026-04-01T09:00:00+09:00

[[pilot]]
name = "Tanaka Ichiro"
licence = "110000001"
valid_from = 2025-01-01
valid_until = 2027-12-31
by = "Sato"
at = 2026-04-01T09:00:00+09:00

[[permit]]
number = "P-2026-1"
level = "3"
covers = ["sight"]
area = [[129.3, 34.6], [129.6, 34.6], [129.6, 34.8], [129.3, 34.8]]
max_alt_m = 149.0
valid_from = 2026-04-01
valid_until = 2026-09-30
by = "Sato"
at = 2026-04-01T09:00:00+09:00

[[basis]]
sorties = ["heron-1:1"]
text = "Customs Act, patrol order 12"
purpose = "coast patrol"
pilot = "Tanaka Ichiro"
applies = []
ruled_out = ["airport", "did", "facility", "persons", "event", "cargo"]
valid_from = 2026-05-01
valid_until = 2026-05-01
by = "Mori"
at = 2026-05-01T08:00:00+09:00

[emergency_airspace]
source = "MLIT notice board"
is_clear = true
valid_h = 2.0
by = "Tanaka Ichiro"
at = 2026-05-01T11:30:00+09:00
"""
