// Connects many clients to the port given, writes a file when all have asked, and lets each ask again when it is answered.
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';

const [port, clients, file] = process.argv.slice(2);
let asked = 0;
for (let client = 0; client < Number(clients); client += 1) {
  const socket = connect(Number(port), '127.0.0.1');
  const ask = () => socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Client: ${client}\r\n\r\n`);
  socket.on('connect', () => {
    ask();
    if ((asked += 1) === Number(clients)) writeFileSync(file, '');
  });
  socket.on('data', ask);
}
