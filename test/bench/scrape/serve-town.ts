import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import { serveApp } from '@edgesweep/infra/local/serve-app.ts'
import type { BenchTownOptions } from './town.ts'

const { url } = await serveApp(createTown(JSON.parse(process.argv[2]!) as BenchTownOptions), '127.0.0.1', 0)
process.send!(url)
process.on('disconnect', () => process.exit())
