// An agent that a test speaks for: the test listens at the path that it is given.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const test = connect(process.argv[2]);
test.write(`${await text(process.stdin)}\n`);
test.pipe(process.stdout);
