import { addressOf, type PageName } from '../parts/view.ts'

const pages: Array<[PageName, string]> = [
  ['overview', 'Overview'],
  ['pipelines', 'Pipelines'],
  ['imports', 'Imports'],
]

export function PageLinks({ page }: { page: PageName }) {
  return (
    <nav class="page-links" aria-label="Pages">
      {pages.map(([name, label]) => (
        <a key={name} href={addressOf.page(name)} aria-current={name === page ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}
