import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { packagesForMachine } from '@edgesweep/infra/locked-packages.mjs'
import { expect, test } from 'vitest'

const machine = { os: 'linux', cpu: 'x64', libc: 'glibc' }

test('packages are counted that npm installs, not those that only a build for another platform needs', () => {
  const packages = {
    '': { dependencies: { tool: '1' }, devDependencies: { check: '1' } },
    'apps/api': { dependencies: { tool: '2' } },
    'apps/api/node_modules/tool': { devDependencies: { never: '1' } },
    'node_modules/api': { link: true },
    'node_modules/tool': { optionalDependencies: { 'tool-linux': '1', 'tool-musl': '1', 'tool-wasm': '1' } },
    'node_modules/tool-linux': { os: ['linux'], cpu: ['x64'] },
    'node_modules/tool-musl': { os: ['linux'], libc: ['musl'] },
    'node_modules/tool-wasm': { cpu: ['wasm32'], dependencies: { runtime: '1' } },
    'node_modules/runtime': {},
    'node_modules/check': {
      ...{ peerDependencies: { peer: '1', extra: '1' }, peerDependenciesMeta: { extra: { optional: true } } },
      dependencies: { deep: '1' },
    },
    'node_modules/check/node_modules/deep': { dependencies: { peer: '1' } },
    'node_modules/deep': {},
    'node_modules/peer': {},
    'node_modules/extra': {},
    'node_modules/never': {},
  }
  expect(packagesForMachine({ packages }, machine).sort()).toEqual([
    'apps/api/node_modules/tool',
    'node_modules/check',
    'node_modules/check/node_modules/deep',
    'node_modules/peer',
    'node_modules/tool',
    'node_modules/tool-linux',
  ])
})

test('every package that is counted for this machine is installed', () => {
  const root = join(import.meta.dirname, '../../..')
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const paths = packagesForMachine(lock, { os: process.platform, cpu: process.arch, libc: 'glibc' })
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.filter((path) => !existsSync(join(root, path, 'package.json')))).toEqual([])
})
