#!/bin/sh
# A register of cases, a line a case, as records: the same as feed.py does, with nothing but sh, sed and awk.
read -r start
member() { printf '%s' "$start" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
file=$(member file)
done=$(member token)

if [ ! -r "$file" ]; then
  echo '{"error": {"policy": "config", "message": "the register cannot be read"}}'
  exit 0
fi
awk -F ';' -v done="${done:-0}" '
  function text(value) { gsub(/[\\"]/, "\\\\&", value); return "\"" value "\"" }
  function say(kind, value) { print "{\"" kind "\": " value "}"; fflush() }
  NR <= done { next }
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
  END { if (NR > done && NR > said) say("checkpoint", text(NR)) }
' "$file"
