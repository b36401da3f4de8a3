import type { Block, Page } from './pages.ts'

/** `sh` blocks that the tests do not run, by page and first words, with the reason. */
export const unrunBlocks: ReadonlyArray<{ page: string; starts: string; reason: string }> = [
  ...['README.md', 'docs/start.md'].flatMap((page) => [
    { page, starts: 'npm start', reason: 'the test starts the local run itself' },
    { page, starts: 'export EDGESWEEP_API', reason: 'the test exports the address and the key of its own run' },
  ]),
  { page: 'README.md', starts: 'npm test', reason: 'it runs this test' },
  { page: 'CONTRIBUTING.md', starts: 'npm test', reason: 'it runs tests within a test' },
  {
    page: 'CONTRIBUTING.md',
    starts: 'npm exec -- node test/docs/take-picture.ts',
    reason: 'it replaces the picture of the README',
  },
  { page: 'docs/guides/hosts.md', starts: 'export DATABASE_URL', reason: 'the test exports its own database' },
  {
    page: 'docs/guides/hosts.md',
    starts: 'npm exec -- node apps/api/src/node.ts',
    reason: 'it runs until it is stopped',
  },
  { page: 'docs/guides/live-reads.md', starts: 'npx wrangler', reason: 'it needs a Cloudflare account' },
  { page: 'docs/measured/README.md', starts: 'npm run bench', reason: 'it takes minutes; the tools tests run benches' },
  { page: 'docs/operate/deploy.md', starts: 'export DATABASE_URL', reason: 'it needs a Cloudflare account' },
  { page: 'docs/operate/deploy.md', starts: 'npm run doctor', reason: 'it needs a Cloudflare account' },
  { page: 'docs/operate/deploy.md', starts: 'npx wrangler', reason: 'it needs a Cloudflare account' },
  { page: 'infra/hosts/README.md', starts: 'cp infra/hosts/runner.env', reason: 'it writes into the checkout' },
  { page: 'infra/hosts/README.md', starts: 'docker', reason: 'it needs Docker' },
  { page: 'infra/hosts/README.md', starts: 'kubectl', reason: 'it needs a Kubernetes cluster' },
  { page: 'infra/hosts/README.md', starts: 'aws', reason: 'it needs an AWS account' },
  { page: 'infra/hosts/README.md', starts: 'cd /opt/edgesweep', reason: 'it needs systemd and root' },
]

/** Whether the tests run a block. */
export const isRun = ({ path }: Pick<Page, 'path'>, { language, text }: Pick<Block, 'language' | 'text'>): boolean =>
  language === 'sh' && !unrunBlocks.some(({ page, starts }) => page === path && text.startsWith(starts))
