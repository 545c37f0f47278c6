"""balochistan-returns: a workbook a district and month, by hand, in Urdu, sent again whole when it is corrected. It lists the FIRs of
the month with what became of them. Until the police took over (TAKEN_OVER) a part of the stations were those of the Levies."""
from datetime import date

from chain import world

TAKEN_OVER = date(2025, 1, 11)
DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DISTRICT = {"BA-QUETTA": "کوئٹہ", "BA-GWADAR": "گوادر", "BA-KECH": "کیچ"}
DISPOSAL = {"convicted": "سزا", "acquitted": "بری", "acquitted_summary": "بری زیر دفعہ ۲۴۹ الف", "acquitted_hostile": "بری (گواہ منحرف)",
            "compromised": "راضی نامہ", "withdrawn": "واپس", "discharged": "ڈسچارج", "quashed": "منسوخ", "abated": "ساقط",
            "consigned": "داخل دفتر", "cancelled": "اخراج", "untraced": "عدم پتہ"}
COURT = {"SC": "سیشن کورٹ", "MC": "جوڈیشل مجسٹریٹ"}
HEADING = ["ضلع", "نمبر شمار", "تھانہ", "ایف آئی آر نمبر", "تاریخ اندراج", "دفعات", "چالان موصول", "عدالت", "مقدمہ نمبر", "دائر", "نتیجہ", "تاریخ فیصلہ"]


def urdu(text):
    return str(text).translate(DIGITS)


def day(value):
    return urdu(value.strftime("%d-%m-%Y")) if value else None


def station(fir):
    """As the return writes it: a station of the Levies until it became one of the police."""
    one = world.station(fir.district, fir.station)
    if one.name == "Civil Lines" and fir.district in ("BA-QUETTA", "BA-GWADAR") and fir.fir_on < TAKEN_OVER:
        return "لیویز تھانہ " + one.urdu
    return "تھانہ " + one.urdu


def row(n, fir):
    leg = fir.legs[-1] if fir.legs else None
    received = [s.received_on for s in fir.submissions if s.received_on]
    end, on = (leg.disposal, leg.disposed_on) if leg and leg.disposal else (fir.closed_as, fir.closed_on)
    court = f"{COURT[leg.court.rsplit('-', 1)[1]]} {DISTRICT[fir.district]}" if leg else None
    return [DISTRICT[fir.district] if n == 1 else None, urdu(n), station(fir), urdu(f"{fir.number}/{fir.year}"), day(fir.fir_on), fir.sections, day(min(received)) if received else None, court,
            urdu(leg.court_no.split()[-1]) if leg else None, day(leg.instituted_on) if leg else None, DISPOSAL[end] if end else None, day(on)]


def write(firs, folder):
    """The workbooks, each put in place whole; one whose rows are as before stays as it is."""
    from openpyxl import Workbook
    folder.mkdir(parents=True, exist_ok=True)
    months = {}
    for fir in firs:
        if fir.unknown:
            continue
        months.setdefault((fir.district, fir.fir_on.strftime("%Y-%m")), []).append(fir)
    for (district, month), found in months.items():
        rows = [row(n, fir) for n, fir in enumerate(found, 1)]
        name = f"{district}-{month}.xlsx"
        before = folder / f".{name}.rows"
        if (folder / name).exists() and before.exists() and before.read_text(encoding="utf-8") == repr(rows):
            continue
        before.write_text(repr(rows), encoding="utf-8")
        book = Workbook()
        sheet = book.active
        sheet.title = "گوشوارہ " + urdu(month)
        sheet.append([f"ضلع {DISTRICT[district]}: ماہانہ گوشوارہ مقدمات، {urdu(month)}"])
        sheet.append([])
        sheet.append(HEADING)
        for one in rows:
            sheet.append(one)
        if len(found) > 1:
            sheet.merge_cells(start_row=4, end_row=3 + len(found), start_column=1, end_column=1)
        sheet.append(["میزان", urdu(len(found))])
        book.save(folder / (name + ".part"))
        (folder / (name + ".part")).replace(folder / name)
