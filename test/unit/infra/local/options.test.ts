import { OptionError, parseOptions } from '@edgesweep/infra/local/options.ts'
import { expect, test } from 'vitest'

const parse = (args: string[], env: NodeJS.ProcessEnv = {}) => parseOptions(args, env, '/project')

test('by default a local run has port 8787, 46 outlets, text output and a folder in the project', () => {
  expect(parse([])).toEqual({
    port: 8787,
    outlets: 46,
    allow: [],
    set: {},
    json: false,
    help: false,
    home: '/project/.edgesweep',
    browserNice: 19,
  })
})

test('given options override the defaults of a local run', () => {
  const given = [
    '--port',
    '9000',
    '--outlets=100',
    '--json',
    '--allow',
    '127.0.0.1:80',
    '--set',
    'SEARCH_URL=http://a/?b=c',
  ]
  expect(parse(given, { EDGESWEEP_HOME: '/elsewhere', EDGESWEEP_BROWSER_NICE: '0' })).toEqual({
    port: 9000,
    outlets: 100,
    allow: ['127.0.0.1:80'],
    set: { SEARCH_URL: 'http://a/?b=c' },
    json: true,
    help: false,
    home: '/elsewhere',
    browserNice: 0,
  })
})

test.for([
  [['--outlets', 'many'], '--outlets needs a whole number from 1 to 10000, not "many".'],
  [['--outlets', '0'], '--outlets needs a whole number'],
  [['--port', '1.5'], '--port needs a whole number'],
  [['--port', '99999'], '--port needs a whole number'],
  [['--port'], '--port'],
  [['--set', 'slots'], '--set needs NAME=value'],
  [['--colour'], "Unknown option '--colour'"],
  [['8797'], "Unexpected argument '8797'"],
] as const)('the options %j are refused: %s', ([args, sentence]) => {
  expect(() => parse([...args])).toThrow(OptionError)
  expect(() => parse([...args])).toThrow(sentence)
})

test('a priority of the browsers that is out of range is refused, and the error names the variable', () => {
  expect(() => parse([], { EDGESWEEP_BROWSER_NICE: '20' })).toThrow(
    'EDGESWEEP_BROWSER_NICE needs a whole number from 0 to 19',
  )
})
