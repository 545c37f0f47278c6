// Follows the feed by WebSocket (npm install ws). node subscriber.mjs http://127.0.0.1:8420 place.cursor
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import WebSocket from 'ws';

const [hub, place] = process.argv.slice(2);
let cursor = existsSync(place) ? readFileSync(place, 'utf8') : 'start';

function follow() {
  const socket = new WebSocket(`${hub.replace('http', 'ws')}/v1/feed?from=${cursor}`);
  socket.on('message', (message) => {
    const event = JSON.parse(message);
    if (event.subject || event.type.endsWith('loaded.v1')) console.log(event.id, event.type, event.subject); // your work; twice does no harm
    if (!event.cursor) return;
    cursor = event.cursor; // from here on after a restart
    writeFileSync(`${place}.new`, cursor);
    renameSync(`${place}.new`, place);
  });
  socket.on('error', () => {});
  socket.on('close', () => setTimeout(follow, 1_000)); // the hub is away: again, from where we were
}
follow();
