import fc from 'fast-check';
import t from 'tap';
import { ConfigError } from '../../runtime/errors.ts';
import { parseConfig } from '../../runtime/spec/parse.ts';

/** A config whose memory limit (int64) and CPU period (uint64) are written as given. */
const config = (limit: string, period: string) =>
  `{"ociVersion":"1.3.0","root":{"path":"/"},"linux":{"resources":{"memory":{"limit":${limit}},"cpu":{"period":${period}}}}}`;

const numbers = (limit: string, period: string) => {
  const { resources } = parseConfig(config(limit, period), 'c').value.linux ?? {};
  return [resources?.memory?.limit, resources?.cpu?.period];
};

const refusal = (limit: string, period: string): string => {
  try {
    parseConfig(config(limit, period), 'c');
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^c:1:\d+: /, '');
    throw error;
  }
  return 'accepted';
};

t.test('integers that a double holds stay numbers, others become bigints', (t) => {
  t.strictSame(numbers('-9223372036854775808', '18446744073709551615'), [
    -9223372036854775808n,
    18446744073709551615n,
  ]);
  t.strictSame(numbers('9007199254740991', '9007199254740993'), [9007199254740991, 9007199254740993n]);
  t.strictSame(numbers('-1', '1000000000000000'), [-1, 1000000000000000]);
  t.strictSame(numbers('9223372036854775807', '9223372036854775808'), [
    9223372036854775807n,
    9223372036854775808n,
  ]);
  t.end();
});

t.test('two literals that round to the same double are told apart', (t) => {
  t.strictSame(numbers('9007199254740993', '9007199254740992'), [9007199254740993n, 9007199254740992n]);
  t.strictSame(numbers('9223372036854775806', '9223372036854775807'), [
    9223372036854775806n,
    9223372036854775807n,
  ]);
  t.end();
});

t.test('ways of writing an integer with a point or an exponent are exact too', (t) => {
  t.strictSame(numbers('1e18', '1.8446744073709551615e19'), [1000000000000000000n, 18446744073709551615n]);
  t.strictSame(numbers('123456789012345e4', '9007199254740993.0'), [1234567890123450000n, 9007199254740993n]);
  t.strictSame(numbers('90071992547409930e-1', '1E2'), [9007199254740993n, 100]);
  t.end();
});

t.test('what only looks in range, or like an integer, after rounding is refused', (t) => {
  const limit = '/linux/resources/memory/limit: ';
  const period = '/linux/resources/cpu/period: ';
  t.equal(
    refusal('9223372036854775808', '1'),
    `${limit}must be at most 9223372036854775807, found 9223372036854775808`,
  );
  t.equal(
    refusal('-9223372036854775809', '1'),
    `${limit}must be at least -9223372036854775808, found -9223372036854775809`,
  );
  t.equal(
    refusal('1', '18446744073709551616'),
    `${period}must be at most 18446744073709551615, found 18446744073709551616`,
  );
  t.equal(refusal('9007199254740993.5', '1'), `${limit}must be an integer, found 9007199254740993.5`);
  t.equal(
    refusal('1', '9007199254740993001e-3'),
    `${period}must be an integer, found 9007199254740993001e-3`,
  );
  t.equal(
    refusal('1', '36893488147419103232'),
    `${period}must be at most 18446744073709551615, found 36893488147419103232`,
  );
  t.equal(refusal('1', '1e999'), `${period}must be an integer, found 1e999`);
  t.end();
});

t.test('of duplicate names the last literal counts', (t) => {
  const text = config('9007199254740993, "limit": 9007199254740995', '1');
  t.strictSame(parseConfig(text, 'c').value.linux?.resources?.memory?.limit, 9007199254740995n);
  const replaced = text.replace('"cpu"', '"memory":{"limit":5},"cpu"');
  t.strictSame(parseConfig(replaced, 'c').value.linux?.resources?.memory, { limit: 5 });
  t.end();
});

t.test('digits in texts, and numbers that are not of 64 bits, are left alone', (t) => {
  const text = `{"ociVersion":"1.3.0","root":{"path":"/"},"hostname":"","annotations":{"a":"12345678901234567890"},
    "linux":{"cgroupsPath":"/12345678901234567890","netDevices":{}},"mine":12345678901234567890}`;
  t.strictSame(parseConfig(text, 'c').value, JSON.parse(text));
  t.end();
});

t.test('64-bit numbers in lists are exact', (t) => {
  const text = `{"ociVersion":"1.3.0","root":{"path":"/"},"process":{"cwd":"/","args":["x"],"rlimits":[
    {"type":"RLIMIT_CORE","soft":18446744073709551614,"hard":18446744073709551615},
    {"type":"RLIMIT_CPU","soft":1,"hard":18446744073709551615}]}}`;
  t.strictSame(parseConfig(text, 'c').value.process?.rlimits, [
    { type: 'RLIMIT_CORE', soft: 18446744073709551614n, hard: 18446744073709551615n },
    { type: 'RLIMIT_CPU', soft: 1, hard: 18446744073709551615n },
  ]);
  t.end();
});

t.test('every integer of 64 bits survives', (t) => {
  const signed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const near = fc.bigInt({ min: -3n, max: 3n });
  const property = fc.property(
    fc.oneof(
      signed,
      near.map((by) => 2n ** 53n + by),
      near.map((by) => -(2n ** 53n) + by),
    ),
    fc.oneof(
      unsigned,
      near.map((by) => 2n ** 53n + by),
      near.map((by) => 2n ** 63n + by),
    ),
    (limit, period) => {
      const [readLimit, readPeriod] = numbers(`${limit}`, `${period}`);
      const safe = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
      return readLimit === safe(limit) && readPeriod === safe(period);
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2000 }));
  t.end();
});
