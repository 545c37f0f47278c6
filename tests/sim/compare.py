"""The hub's values against the truth's."""
from collections import Counter
from fractions import Fraction

from chain import counts, world

PERIODS = ["2024", "2025"] + [f"{y}-{m:02}" for y in (2024, 2025) for m in range(1, 13)]


def hub_values(hub):
    """Every value that the hub has, total by province: {(province, kpi, stat, period): value}."""
    found = hub.json("kpi", "values", "--every", "month", "--every", "year", "--from", "2024-01", "--to", "2025-12")
    rows = found["values"] if isinstance(found, dict) else found
    return {(v["province"], v["kpi"], v["stat"], v["period"]): v for v in rows if v["by"] == "total"}


def shown(value):
    """As KPIS.md says: rounded half up to four decimals from the exact fraction."""
    if value is None or isinstance(value, int):
        return value
    return int(value * 10000 + Fraction(1, 2)) / 10000


def differences(firs, values):
    """(province, kpi, stat, period, true, told) where the hub says another thing, and how many were compared, by province."""
    found, compared, kpis = [], Counter(), {}
    seen = {(province, kpi) for (province, kpi, _, _), v in values.items() if v["status"] not in ("not_available", "not_applicable")}
    for province in world.DISTRICTS:
        true = counts.count([f for f in firs if f.province == province], PERIODS)
        for (kpi, stat, period), (value, part, whole) in sorted(true.items()):
            told = values.get((province, kpi, stat, period))
            if (province, kpi) not in seen or (told is None and not value and not whole):
                continue                      # not observed there; or a cell that nothing falls in
            compared[province] += 1
            kpis.setdefault(province, set()).add(kpi)
            says = told and (told["value"], told["numerator"], told["denominator"])
            if says is None or says[0] != shown(value) or (part is not None and says[1:] != (part, whole)) or (part is None and whole is not None and says[2] != whole):
                found.append((province, kpi, stat, period, (shown(value), part, whole), says))
    return found, compared, kpis
