# Follows the feed as server-sent events. python3 subscriber.py http://127.0.0.1:8420 place.cursor
import json, os, sys, time, urllib.request

hub, place = sys.argv[1:3]
cursor = open(place).read() if os.path.exists(place) else "start"
while True:
    try:
        for line in urllib.request.urlopen(f"{hub}/v1/feed?from={cursor}", timeout=60):
            if not line.startswith(b"data: "):
                continue
            event = json.loads(line[6:])
            if "subject" in event or event["type"].endswith("loaded.v1"):  # your work; twice does no harm
                print(event["id"], event["type"], event.get("subject"), flush=True)
            if "cursor" in event:  # from here on after a restart
                cursor = event["cursor"]
                open(place + ".new", "w").write(cursor)
                os.replace(place + ".new", place)
    except OSError:
        time.sleep(1)  # the hub is away: again, from where we were
