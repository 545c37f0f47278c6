"""What several systems share: how days, FIR numbers, tables and SQL are written."""
import csv
import io


def put(folder, name, text):
    """Puts a file in place whole, unless it is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    path, part = folder / name, folder / (name + ".part")
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        part.write_text(text, encoding="utf-8")
        part.replace(path)


def table(columns, rows):
    """CSV text."""
    out = io.StringIO()
    made = csv.writer(out, lineterminator="\n")
    made.writerow(columns)
    made.writerows(rows)
    return out.getvalue()


def iso(day):
    return day.isoformat() if day else None


def dmy(day):
    """31-12-2025"""
    return day.strftime("%d-%m-%Y") if day else None


def short_fir(fir):
    """214/24"""
    return f"{fir.number}/{fir.year % 100:02d}"


def sql(value):
    """A literal of SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if hasattr(value, "isoformat"):
        return f"'{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"


def insert(table, rows, at_once=200):
    """INSERT statements; rows are tuples."""
    for start in range(0, len(rows), at_once):
        values = ",\n".join("(" + ",".join(sql(v) for v in row) + ")" for row in rows[start:start + at_once])
        yield f"INSERT INTO {table} VALUES\n{values};\n"
