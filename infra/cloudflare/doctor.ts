import { resolve } from 'node:path'
import { runWrangler } from './account/wrangler.ts'
import { examineAccount } from './doctor/examine-account.ts'
import { examineDatabase } from './doctor/examine-database.ts'
import { examineVariables } from './doctor/examine-variables.ts'
import { describeFindings, type Finding, lacking, ok } from './doctor/finding.ts'
import { checkResources } from './resources/check-resources.ts'
import { orderWorkers } from './resources/order-workers.ts'
import { readResources } from './resources/read-resources.ts'

/** `npm run doctor`: reports the missing parts of a deployment. Exits with 1 if a part is missing or could not be checked. */
const found = readResources(resolve(import.meta.dirname, '../..'))
const problems = checkResources(found)
const files: Finding[] =
  problems.length > 0
    ? problems.map((problem) => lacking('wrangler.jsonc files', problem, 'correct the file in apps/'))
    : [ok('wrangler.jsonc files')]
const workers = problems.length > 0 ? found : orderWorkers(found)
const [account, database] = await Promise.all([
  examineAccount(workers, runWrangler),
  examineDatabase(process.env.DATABASE_URL_DIRECT),
])
const findings = [...files, ...examineVariables(process.env), ...account, ...database]
process.stdout.write(`${describeFindings(findings)}\n`)
process.exitCode = findings.every(({ state }) => state === 'ok') ? 0 : 1
