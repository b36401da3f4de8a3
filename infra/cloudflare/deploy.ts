import { resolve } from 'node:path'
import { styleText } from 'node:util'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { roleUrls } from '@edgesweep/db/role-url.ts'
import { bundleWorkers } from '../local/bundle.ts'
import { missingVariables } from './account/missing-variables.ts'
import { runWrangler } from './account/wrangler.ts'
import type { Tools } from './deployment/carry-out.ts'
import { describePlan } from './deployment/describe-plan.ts'
import { measureBundle } from './deployment/measure-bundle.ts'
import { HELP, parseOptions } from './deployment/options.ts'
import { planSteps, type Step, titleOf } from './deployment/plan-steps.ts'
import { describeFailure, runSteps } from './deployment/run-steps.ts'
import { checkResources } from './resources/check-resources.ts'
import { orderWorkers } from './resources/order-workers.ts'
import { readResources } from './resources/read-resources.ts'

const root = resolve(import.meta.dirname, '../..')

try {
  const options = parseOptions(process.argv.slice(2))
  if (options.help) process.stdout.write(HELP)
  else await deploy(options.dryRun)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}

async function deploy(dryRun: boolean): Promise<void> {
  const found = readResources(root)
  const problems = checkResources(found)
  if (problems.length > 0) throw new Error(`The wrangler.jsonc files need a correction:\n  ${problems.join('\n  ')}`)
  const workers = orderWorkers(found)
  const steps = planSteps(workers)
  process.stderr.write(`Bundling ${workers.length} Workers with wrangler …\n`)
  await bundleWorkers(root)
  const bundles = workers.map((worker) => measureBundle(root, worker))
  process.stdout.write(`\n${describePlan(workers, bundles, steps)}\n\n`)
  if (dryRun) process.stdout.write('This was a dry run. Nothing was provisioned or deployed.\n')
  else await provision(steps)
}

async function provision(steps: Step[]): Promise<void> {
  const missing = missingVariables(process.env)
  if (missing.length > 0) {
    const lines = missing.map(({ name, problem, remedy }) => `  ${name}: ${problem}\n      → ${remedy}`)
    throw new Error(`Nothing was deployed.\n${lines.join('\n')}`)
  }
  if (!(await runWrangler(['whoami', '--json'])).ok) {
    throw new Error(
      'Nothing was deployed: there is no Cloudflare login, or Cloudflare cannot be reached.\n' +
        '      → run "npx wrangler login" or export CLOUDFLARE_API_TOKEN; "npm run doctor" shows the cause',
    )
  }
  const urlsOfRoles = roleUrls(process.env.DATABASE_URL!)
  const tools: Tools = {
    wrangler: runWrangler,
    migrate: () => migrate(process.env.DATABASE_URL_DIRECT!),
    makeRoles: () => makeRoles(process.env.DATABASE_URL_DIRECT!),
    secret: (name) => urlsOfRoles[name] ?? process.env[name],
  }
  const progress = await runSteps(steps, tools, (step, { existed, address }) => {
    const note = existed ? styleText('dim', 'exists') : (address ?? '')
    process.stdout.write(`  ${styleText('green', '✔')} ${titleOf(step).join(' ')} ${note}\n`)
  })
  if (progress.failed) throw new Error(`\n${describeFailure(progress)}`)
  process.stdout.write(
    '\nDeployed. Create an API key with "npm run key -- create --name NAME". Check the deployment with "npm run doctor".\n',
  )
}
