// Who follows a hub's feed for ever, by any of its ways, from wherever it got to.
import { transports } from './clients.mjs';

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export async function until(what, holds) {
  for (let waited = 0; !(await holds()); waited += 50) {
    if (waited > 60_000) throw new Error(`waited in vain: ${what}`);
    await pause(50);
  }
}

/// The same numbers every time.
export function randomFrom(seed) {
  return (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
}

/// What the store keeps, not what is said to one subscriber.
export const isOfFeed = (event) => !event.type.includes('.feed.') && !event.type.includes('.snapshot.');

/// All ids of the feed, by its pages.
export async function everyEvent(port) {
  const ids = [];
  let next = 'start';
  for (let end = false; !end;) {
    const page = await (await fetch(`http://127.0.0.1:${port}/v1/feed/events?after=${next}&limit=1000`)).json();
    ids.push(...page.events.filter(isOfFeed).map((event) => event.id));
    ({ next, end } = page);
  }
  return ids;
}

/// Follows by one of `ways` for some events, then by another, until stop().
export class Follower {
  constructor(port, seed, { from = 'start', query = '', ways = Object.keys(transports), rest = 30 } = {}) {
    Object.assign(this, { port, random: randomFrom(seed), cursor: from, query, ways, rest, events: [], used: new Set(), stopping: false });
    this.ended = this.follow();
  }

  async follow() {
    while (!this.stopping) {
      const way = this.ways[this.random(this.ways.length)];
      let left = 1 + this.random(20);
      this.used.add(way);
      await transports[way](this.port, `from=${this.cursor}${this.query}`, (event) => {
        if (this.stopping) return false;
        this.events.push(event);
        this.cursor = event.cursor ?? this.cursor;
        // In the midst of a snapshot, or behind a load, there is no place to go on from.
        return --left > 0 || event.cursor === undefined;
      });
      if (!this.stopping) await pause(this.rest);
    }
  }

  stop() {
    this.stopping = true;
  }

  // That a load was taken in comes again to who is cut off in the snapshot behind it.
  ids() {
    return [...new Set(this.events.filter(isOfFeed).map((event) => event.id))];
  }
}
