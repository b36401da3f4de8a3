const half = '\ud83d'

/** Texts that some layer between a request and Postgres may read in another way than the next. */
export const hostileTexts = [
  '',
  ' ',
  'x',
  '\0',
  'a\0b',
  half,
  `a${half}`,
  '\u202e',
  '💥'.repeat(60),
  'й'.repeat(300),
  '-1',
  '1e400',
  'NaN',
  '9007199254740993',
  '99999999999999999999999999',
  '0x10',
  'null',
  'true',
  '{}',
  '[]',
  "' or 1=1 --",
  '"); drop table jobs; --',
  '%',
  '%00',
  '%s%n',
  '../../etc/passwd',
  '//evil.example/',
  'javascript:alert(1)',
  'http://[::1]/',
  '__proto__',
  'constructor',
  '\\',
  '\r\nx-injected: 1',
  'a'.repeat(5_000),
]

/** Texts that look like times. Postgres, JavaScript and ISO 8601 disagree about most of them. */
export const hostileTimes = [
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '3000-01-01T00:00:00Z',
  '1000-01-01T00:00:00+23:59',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01T00:00:00-23:59',
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01 00:00:00+00',
  'infinity',
  'now',
  'epoch',
  'Thu, 01 Jan 2026 00:00:00 GMT',
]

/** Texts that look like cursors. */
export const hostileCursors = [
  'x',
  '~',
  '2020~x',
  '2026-01-01T00:00:00.000000Z~job_1~x',
  '2026-02-30T00:00:00.000000Z~job_1',
  '2026-01-01T00:00:00+23:59~job_1',
  '2026-01-01T00:00:00.000000Z~',
  'infinity~job_1',
  ...hostileTimes.map((time) => `${time}~job_1`),
  'swp_',
  `swp_${'0'.repeat(300)}`,
  'out_\0',
  'evt_%',
]

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const tokenOf = (claims: object) => `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}.AAAA`

/** Texts that look like stream tokens. */
export const hostileTokens = [
  'a.b.c',
  '..',
  tokenOf({}),
  tokenOf({ sub: 'key_\0x', job: 'j', exp: 9e9 }),
  tokenOf({ sub: `key_${half}`, job: 'j', exp: 9e9 }),
  tokenOf({ sub: 'k'.repeat(9_000), job: 'j', exp: 9e9 }),
  tokenOf({ sub: ['key_1'], job: {}, exp: 'never' }),
  tokenOf({ sub: "key_' or ''='", job: 'j', exp: 1 }),
]

/** Values of any type for a field of a JSON body. */
export const hostileValues: unknown[] = [
  ...hostileTexts,
  ...hostileTimes,
  null,
  true,
  -1,
  0,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  [null],
  {},
  { a: { b: { c: '\0' } } },
  { '\0': 1 },
  { [half]: 1 },
  Array.from({ length: 40 }).reduce((inner) => [inner], 'deep'),
]

/** Bodies that are not JSON, or almost. */
export const hostileBodies = [
  '',
  '{',
  '{"a":}',
  '\0',
  '[[[[',
  '"\\ud800"',
  '{"kind":"\\u0000"}',
  '{"__proto__":{"a":1}}',
  'null',
  '1e999',
]
