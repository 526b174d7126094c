import { createServer } from 'node:http';

import { chunksOfStream, unaryBody } from './answers.ts';

/** A backend that costs as little as possible: a 0.5 KB answer, or a stream with one event per segment. */
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.url?.includes('stream') !== true) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': unaryBody.length });
      response.end(unaryBody);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let next = 0;
    const send = () => {
      const chunk = chunksOfStream[next];
      next += 1;
      if (chunk === undefined) {
        response.end();
        return;
      }
      response.write(chunk);
      setImmediate(send);
    };
    send();
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') process.send?.({ port: address.port });
});
