import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { metricsAddress } from '@edgesweep/runner/serve-metrics.ts'
import { drainMs } from '@edgesweep/runner/stop-signal.ts'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { readHostFile, recipes, root } from './recipes.ts'

const secrets = ['DATABASE_URL', 'FILES_ACCESS_KEY_ID', 'FILES_SECRET_ACCESS_KEY', 'FILES_URL', 'GITHUB_TOKENS']
const each = test.each(recipes.map((recipe) => [recipe.file, recipe] as const))

each('%s sets every variable of a runner, secrets by reference only', (_, { plain, secret }) => {
  expect(Object.keys(secret).sort()).toEqual(secrets)
  expect(metricsAddress(plain).port).toBe(9464)
  for (const [name, reference] of Object.entries(secret))
    expect(reference === '' || reference.includes(name)).toBe(true)
})

each('%s waits longer before SIGKILL than a runner needs to release its claims', (_, { stopSeconds }) => {
  expect(stopSeconds).toBeGreaterThanOrEqual(drainMs / 1000 + 10)
  // Fargate's maximum.
  expect(stopSeconds).toBeLessThanOrEqual(120)
})

each('%s starts an existing pipeline and checks /health', (_, { command, health }) => {
  const [work, pipeline, ...options] = command.map((word) => word.replace(/^\$\{\w+:-(\w+)\}$/, '$1'))
  expect(work).toBe('work')
  expect(pipelineNames).toContain(pipeline)
  expect(options).toEqual(['--instances', '1', '--batch', '50'])
  expect(health).toContain('/health')
})

test('the systemd unit stops a runner with SIGTERM and always restarts it', () => {
  const unit = readHostFile('edgesweep-runner@.service')
  expect(unit).toMatch(/^KillSignal=SIGTERM$/m)
  expect(unit).toMatch(/^Restart=always$/m)
  expect(unit).toMatch(/^EnvironmentFile=\/etc\/edgesweep\/runner.env$/m)
})

test.each(['README.md', 'compose.yaml', 'kubernetes.yaml', 'edgesweep-runner@.service'])(
  '%s states how long a runner takes to end',
  (file) => {
    expect(readHostFile(file)).toMatch(new RegExp(`A runner ends within ${drainMs / 1000} s of SIGTERM`))
  },
)

test('no recipe contains a password, a token or a key', () => {
  const secret = /:\/\/[^/\s:]+:[^@\s]+@|\bgh[pousr]_\w{20,}|\bgithub_pat_\w+|\bAKIA[0-9A-Z]{16}|\besk_\w+/
  expect('postgres://user:word@host/db').toMatch(secret)
  const files = readdirSync(join(root, 'infra/hosts')).filter((file) => file !== '.env')
  for (const file of files) expect(readHostFile(file), file).not.toMatch(secret)
})

test('all YAML of the recipes is valid, and the autoscaler scales the existing deployment', () => {
  const [deployment, autoscaler] = ['kubernetes.yaml', 'kubernetes-autoscaler.yaml'].map((file) => {
    const [document, ...others] = parseAllDocuments(readHostFile(file))
    expect(others).toEqual([])
    expect(document!.errors).toEqual([])
    return document!.toJS()
  })
  expect(autoscaler.spec.scaleTargetRef).toMatchObject({ kind: deployment.kind, name: deployment.metadata.name })
  expect(deployment.spec.selector.matchLabels).toEqual(deployment.spec.template.metadata.labels)
})

/** The folders of a workspace and of all workspaces that it depends on. */
function workspacesOf(folder: string, known = new Set<string>()): Set<string> {
  known.add(folder)
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies).filter((name) => name.startsWith('@edgesweep/'))) {
    const short = name.slice('@edgesweep/'.length)
    const next = ['apps', 'packages'].map((kind) => `${kind}/${short}`).find((path) => existsSync(join(root, path)))!
    if (!known.has(next)) workspacesOf(next, known)
  }
  return known
}

test('the image copies the manifest and the sources of every workspace that the command line needs, and its context includes them', () => {
  const lines = readHostFile('Dockerfile').split('\n')
  const context = readHostFile('Dockerfile.dockerignore').split('\n')
  for (const folder of workspacesOf('apps/cli')) {
    expect(lines).toContain(`COPY ${folder}/package.json ${folder}/`)
    expect(lines).toContain(`COPY ${folder}/src ${folder}/src`)
    expect(context).toContain(`!${folder}`)
  }
})
