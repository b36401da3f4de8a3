import { createApp } from '@edgesweep/api/src/app.ts'
import { createProgram } from '@edgesweep/cli/run-cli.ts'
import { type OpenApi, renderApi } from './render-api.ts'
import { renderCli } from './render-cli.ts'

/** The OpenAPI document of the API. */
async function openApi(): Promise<OpenApi> {
  const app = createApp(() => {
    throw new Error('the document needs no context')
  })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Edgesweep', version: '0' },
  }) as unknown as OpenApi
}

/** The pages of the reference that are generated, by path. */
export async function references(): Promise<Record<string, string>> {
  return {
    'docs/reference/api.md': renderApi(await openApi()),
    'docs/reference/cli.md': renderCli(createProgram(() => {})),
  }
}
