"""Reads a PROV-JSON file with the library `prov` and follows each value back to the raw texts it was made from."""
import sys

from prov.model import ProvDerivation, ProvDocument, ProvEntity, ProvMembership

document = ProvDocument.deserialize(sys.argv[1], format="json")
sources = {}
for relation in document.get_records((ProvDerivation, ProvMembership)):
    ends = [str(value) for _, value in relation.formal_attributes if value is not None]
    sources.setdefault(ends[0], set()).add(ends[1])

entities = {str(entity.identifier): entity for entity in document.get_records(ProvEntity)}
undeclared = {end for ends in sources.values() for end in ends} - set(entities)
if undeclared:
    sys.exit(f"named and not described: {sorted(undeclared)}")

values = [name for name in entities if name.startswith("mizan:value/")]
reached, waiting = set(), list(values)
while waiting:
    for name in sources.get(waiting.pop(), ()):
        if name not in reached:
            reached.add(name)
            waiting.append(name)
raw = sorted(name for name in reached if name.startswith("mizan:raw/"))
print("values", len(values))
print("raw texts", len(raw))
for name in raw:
    print(name, entities[name].value)
