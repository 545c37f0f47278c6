// Every definition that is one small change away from another: a key gone, a key more, a value of another type, and
// every word in every place that takes a word.

const copy = (value) => structuredClone(value);

// The tables of a definition with what reaches them, outermost first.
export function tablesOf(value, path = []) {
  const found = [];
  if (value === null || typeof value !== 'object') return found;
  if (!Array.isArray(value)) found.push(path);
  for (const [key, each] of Object.entries(value)) found.push(...tablesOf(each, [...path, key]));
  return found;
}

const at = (root, path) => path.reduce((value, key) => value[key], root);

function changed(definition, path, what, change) {
  const mutant = copy(definition);
  change(at(mutant, path));
  return { what: `${path.join('.')} ${what}`, definition: mutant };
}

function* ofKey(definition, path, key, words) {
  const value = at(definition, path)[key];
  yield changed(definition, path, `without ${key}`, (table) => delete table[key]);
  const others = typeof value === 'number' ? ['text', -1, 40000] : [42];
  for (const other of others) yield changed(definition, path, `${key} = ${other}`, (table) => (table[key] = other));
  if (typeof value === 'string')
    for (const word of [...words, 'nonsense']) yield changed(definition, path, `${key} = "${word}"`, (table) => (table[key] = word));
  if (!Array.isArray(value)) return;
  yield changed(definition, path, `${key} empty`, (table) => (table[key] = []));
  yield changed(definition, path, `${key} and a number`, (table) => table[key].push(42));
  if (value.some((each) => typeof each !== 'string')) return;
  for (const word of [...words, 'nonsense'])
    yield changed(definition, path, `${key} and "${word}"`, (table) => table[key].push(word));
}

// Keys that a table could have and has not, each with every word.
function* withMore(definition, path, keys, words) {
  for (const [key, values] of Object.entries(keys)) {
    if (key in at(definition, path)) continue;
    for (const value of values(words)) yield changed(definition, path, `${key} = ${JSON.stringify(value)}`, (table) => (table[key] = value));
  }
}

const lists = (words) => words.map((word) => [word]);
const kMoreOfDefinition = {
  colour: () => [1],
  by: lists,
  numerator_by: lists,
  state: (words) => words,
  classes: (words) => words,
  entries: lists,
  bands: () => [[50], [75, 50]],
  limit: () => [[], [{ days: 3, law: 'l' }], [{ days: 3, law: 'l', time_class: 'murder' }], [{ law: 'l' }]],
};
const kMoreOfTerm = {
  colour: () => [1],
  on: (words) => words,
  from: (words) => words,
  to: (words) => words,
  dated: lists,
  until: lists,
  given: lists,
  sum: (words) => words,
  counts: () => ['met', 'missed', 'sometimes'],
  where: (words) => words.map((word) => ({ [word]: ['yes'] })),
  known: (words) => words.map((word) => ({ [word]: ['convicted'] })),
};
const kMoreOfLimit = {
  colour: () => [1],
  province: () => ['PB', 3],
  time_class: (words) => words,
  from: () => ['2024-01-01', '2024', '2024-13-01'],
  until: () => ['2024-01-01', 1],
};

function moreOf(path) {
  if (path.length === 0) return kMoreOfDefinition;
  if (path[0] === 'limit') return kMoreOfLimit;
  return path.length === 1 ? kMoreOfTerm : { colour: () => [['yes']] };
}

export function* mutantsOf(definition, words, forms) {
  for (const path of tablesOf(definition)) {
    for (const key of Object.keys(at(definition, path))) yield* ofKey(definition, path, key, words);
    yield* withMore(definition, path, moreOf(path), words);
  }
  for (const term of ['count', 'numerator', 'denominator', 'disposed', 'in', 'out', 'due']) {
    if (!(term in definition)) yield changed(definition, [], `and ${term}`, (table) => (table[term] = { unit: 'fir', on: 'fir_on' }));
  }
  // Each term under every form, so that the rules of a form meet all there is.
  for (const form of forms) yield changed(definition, [], `as ${form}`, (table) => (table.form = form));
}
