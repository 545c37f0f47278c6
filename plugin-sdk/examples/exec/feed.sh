#!/bin/sh
# A register of cases, a line a case, as records: the same as feed.py does, with nothing but sh, sed and awk.
read -r start
member() { printf '%s' "$start" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
file=$(member file)
done=$(member token)

# A checkpoint is the number of the last line that was read.
case "$done" in
*[!0-9]*)
  echo '{"error": {"policy": "checkpoint", "message": "the checkpoint is no number of a line"}}'
  exit 0
  ;;
esac
if [ ! -r "$file" ]; then
  echo '{"error": {"policy": "config", "message": "the register cannot be read"}}'
  exit 0
fi
awk -F ';' -v done="${done:-0}" '
  function text(value) { gsub(/[\\"]/, "\\\\&", value); return "\"" value "\"" }
  function say(kind, value) { print "{\"" kind "\": " value "}"; fflush() }
  NR <= done + 0 { next }
  NF != 7 {
    say("reject", "{\"where\": \"line " NR "\", \"reason\": \"no_case\", \"detail\": \"the line has not 7 fields\"}")
    next
  }
  {
    split($3 "/", fir, "/")
    year = fir[2] == "" ? "null" : 2000 + fir[2]
    say("record", "{\"kind\": \"case\", \"key\": " text($1) ", \"fields\": {\"province\": \"BA\", \"district\": \"Quetta\"" \
        ", \"police_station\": " text($2) ", \"fir_no\": " text(fir[1]) ", \"fir_year\": " year ", \"sections\": " text($4) \
        ", \"instituted_on\": " text($5) ", \"disposed_on\": " text($6) ", \"disposal\": " text($7) "}, \"raw\": " text($0) "}")
  }
  NR % 100 == 0 { say("checkpoint", text(NR)); said = NR }
  END {
    if (NR < done + 0)
      say("error", "{\"policy\": \"checkpoint\", \"message\": \"the register has fewer lines than were read\"}")
    else if (NR > done + 0 && NR > said)
      say("checkpoint", text(NR))
  }
' "$file"
