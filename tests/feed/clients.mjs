// Clients as their authors wrote them, each behind the same few words: events from a cursor on, until told to stop. What comes is read by CloudEvents' own
// library, which refuses what is none.
import { CloudEvent } from 'cloudevents';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';

/// The event, checked; extension attributes are members of it.
function read(text) {
  const event = new CloudEvent(JSON.parse(text));
  event.validate();
  return event;
}

/// Calls `take(event)` until it says false, or the hub is gone. Resolves then.
export const transports = {
  sse: (port, query, take) => new Promise((done) => {
    const source = new EventSource(`http://127.0.0.1:${port}/v1/feed?${query}`);
    const end = () => { source.close(); done(); };
    // It comes again by itself; here whoever asked does, perhaps by another transport.
    source.onerror = end;
    const types = ['kpi.value.published.v1', 'kpi.value.updated.v1', 'kpi.value.restated.v1', 'kpi.value.snapshot.v1', 'kpi.loaded.v1', 'feed.snapshot.begin.v1', 'feed.snapshot.end.v1'];
    for (const type of types) {
      source.addEventListener(`org.mizan.${type}`, (message) => {
        if (source.readyState !== EventSource.CLOSED && !take(read(message.data))) end();
      });
    }
  }),

  websocket: (port, query, take) => new Promise((done) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/feed?${query}`, 'cloudevents.json');
    socket.on('message', (data) => {
      if (socket.readyState === WebSocket.OPEN && !take(read(data.toString()))) socket.close();
    });
    socket.on('error', () => {});
    socket.on('close', () => done());
  }),

  pages: async (port, query, take) => {
    let target = `/v1/feed/events?wait=2&limit=7&${query}`;
    try {
      while (target) {
        const response = await fetch(`http://127.0.0.1:${port}${target}`, { headers: { Accept: 'application/cloudevents-batch+json' } });
        if (!response.ok) throw new Error(await response.text());
        for (const event of await response.json()) {
          if (!take(read(JSON.stringify(event)))) return;
        }
        target = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link'))[1];
      }
    } catch (error) {
      if (error.cause === undefined) throw error; // the hub is gone
    }
  },
};
