"""When a row last changed, as systems keep it in a column of their own."""
from datetime import datetime, timedelta, timezone

KARACHI = timezone(timedelta(hours=5))
FIRST = datetime(2026, 1, 1, 8, tzinfo=KARACHI)


class Stamps:
    """Gives a row the time of its first filling (FIRST), and of each later change the time at which it was made."""

    def __init__(self):
        self.kept = {}
        self.filled = False

    def of(self, key, content):
        was = self.kept.get(key)
        if was is None or was[0] != content:
            was = self.kept[key] = (content, datetime.now(KARACHI).replace(microsecond=0) if self.filled else FIRST)
        return was[1]

    def end(self):
        """What changes from now on is later than the first filling."""
        self.filled = True
