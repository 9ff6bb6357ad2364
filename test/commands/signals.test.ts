import { constants } from 'node:os';
import t from 'tap';
import { signalName, signalNumber } from '../../runtime/commands/signals.ts';
import { UsageError } from '../../runtime/errors.ts';

t.test('signalNumber knows every signal that the system knows', async (t) => {
  for (const [name, number] of Object.entries(constants.signals)) {
    t.equal(signalNumber(name), number, name);
    t.equal(signalNumber(name.slice('SIG'.length).toLowerCase()), number, name);
  }
});

t.test('signalNumber reads numbers, and names in any case with or without SIG', async (t) => {
  for (const text of ['9', '09', 'KILL', 'kill', 'SIGKILL', 'sigkill', 'SigKill']) {
    t.equal(signalNumber(text), 9, text);
  }
  t.equal(signalNumber('0'), 0);
  t.equal(signalNumber('64'), 64);
});

t.test('signalNumber counts real-time signals from either end', async (t) => {
  t.equal(signalNumber('RTMIN'), 34);
  t.equal(signalNumber('SIGRTMIN+3'), 37);
  t.equal(signalNumber('rtmin+30'), 64);
  t.equal(signalNumber('RTMAX'), 64);
  t.equal(signalNumber('SIGRTMAX-30'), 34);
});

t.test('signalNumber refuses what is no signal', async (t) => {
  const unknown = [
    '',
    'SIG',
    'NOPE',
    'SIGSIGTERM',
    '65',
    '-9',
    '+9',
    '9 ',
    '1.0',
    '0x9',
    '1000',
    'constructor',
  ];
  for (const text of [...unknown, 'RTMIN-1', 'RTMIN+31', 'RTMAX+1', 'RTMIN+', 'RTMINX']) {
    t.throws(() => signalNumber(text), new UsageError(`unknown signal "${text}"`), text);
  }
});

t.test('signalName and signalNumber are inverse', async (t) => {
  for (let number = 1; number <= 64; number++) t.equal(signalNumber(signalName(number)), number);
  t.equal(signalName(15), 'SIGTERM');
  t.equal(signalName(32), '32');
  t.equal(signalName(34), 'SIGRTMIN');
  t.equal(signalName(37), 'SIGRTMIN+3');
});
