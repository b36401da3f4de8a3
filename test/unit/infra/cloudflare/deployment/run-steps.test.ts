import type { Tools } from '@edgesweep/infra/cloudflare/deployment/carry-out.ts'
import { planSteps, titleOf } from '@edgesweep/infra/cloudflare/deployment/plan-steps.ts'
import { describeFailure, runSteps } from '@edgesweep/infra/cloudflare/deployment/run-steps.ts'
import { orderWorkers } from '@edgesweep/infra/cloudflare/resources/order-workers.ts'
import { expect, test } from 'vitest'
import { someWorkers } from '../some-worker.ts'
import { type Call, fakeWrangler } from './fake-wrangler.ts'

const secret = 'postgres://edge:hunter2@db.example.com/main'
const steps = planSteps(orderWorkers(someWorkers()))

function toolsWith(failing: Record<string, string> = {}, changes: Partial<Tools> = {}) {
  const { wrangler, calls } = fakeWrangler(failing)
  const tools: Tools = {
    wrangler,
    migrate: async () => void calls.push({ command: 'migrate' }),
    makeRoles: async () => void calls.push({ command: 'make roles' }),
    secret: () => secret,
    ...changes,
  }
  return { tools, commands: () => calls.map(({ command }: Call) => command), calls }
}

test('a deployment creates queues, bucket, database and secrets in this order, then each Worker from its folder', async () => {
  const { tools, commands, calls } = toolsWith()
  const progress = await runSteps(steps, tools, () => {})
  expect(progress).toMatchObject({ failed: null, remaining: [] })
  expect(commands()).toEqual([
    'queues create work-dead',
    'queues create work',
    'r2 bucket create files',
    'migrate',
    'make roles',
    'secret bulk --name worker',
    'secret bulk --name api',
    'deploy',
    'deploy',
    'deploy',
  ])
  expect(calls.flatMap(({ command, cwd }) => (command === 'deploy' ? [cwd] : []))).toEqual([
    '/apps/state',
    '/apps/worker',
    '/apps/api',
  ])
})

test('a deployment passes secrets to wrangler through standard input only', async () => {
  const { tools, calls } = toolsWith()
  await runSteps(steps, tools, () => {})
  expect(calls.filter(({ stdin }) => stdin !== undefined).map(({ stdin }) => JSON.parse(stdin!))).toEqual([
    { DATABASE_URL_SWEEPS: secret },
    { DATABASE_URL_LIVE: secret },
  ])
  expect(calls.map(({ command }) => command).join()).not.toContain('hunter2')
})

test('a deployment leaves an existing queue and bucket as they are', async () => {
  const { tools } = toolsWith({ 'queues create work': 'name taken', 'r2 bucket create files': 'you own it' })
  const existed: string[] = []
  const progress = await runSteps(steps, tools, (step, done) => {
    if (done.existed) existed.push(titleOf(step).join(' '))
  })
  expect(progress.failed).toBeNull()
  expect(existed).toEqual(['queue work', 'bucket files'])
})

test('the first failure stops a deployment, and its report lists the completed and remaining steps', async () => {
  const { tools, commands } = toolsWith({}, { migrate: () => Promise.reject(new Error('no route to host')) })
  const progress = await runSteps(steps, tools, () => {})
  expect(commands()).not.toContain('deploy')
  const [done, left] = describeFailure(progress).split('Not done:')
  expect(done).toMatch(/no route to host[\s\S]*Done:\s+queue work-dead/)
  expect(left).toMatch(/database migrations\s+database roles\s+secrets[\s\S]*Worker state\s+Worker worker\s+Worker api/)
})

test("a queue that can be neither created nor found fails with wrangler's first error", async () => {
  const { tools } = toolsWith({ 'queues create work': 'no such plan', 'queues info work': 'not found' })
  expect((await runSteps(steps, tools, () => {})).failed?.message).toBe('no such plan')
})

test('the error of a step does not contain the secret', async () => {
  const { tools } = toolsWith({ 'secret bulk --name worker': `cannot store ${secret}` })
  expect((await runSteps(steps, tools, () => {})).failed?.message).toBe('cannot store •••')
})

test('a missing secret stops a deployment before any secret is sent', async () => {
  const { tools, commands } = toolsWith({}, { secret: () => undefined })
  const { failed } = await runSteps(steps, tools, () => {})
  expect(failed?.message).toContain('DATABASE_URL_SWEEPS is not set')
  expect(commands()).not.toContain('secret bulk --name worker')
})
