import type { Import } from '../api/bodies.ts'
import { saveFile } from '../api/save-file.ts'
import { Icon } from '../parts/icon.tsx'
import { useSay } from '../parts/notice.tsx'

/** Saves the rows that were rejected, each with its line and the reason. */
export function RejectsButton({ file: { id, filename } }: { file: Import }) {
  const say = useSay()
  const save = () =>
    saveFile(`/v1/imports/${encodeURIComponent(id)}/rejects`, `${filename}.rejects.csv`).catch((problem: Error) =>
      say(`The rejected rows cannot be had: ${problem.message}.`),
    )
  return (
    <button type="button" class="rejects-button" onClick={save}>
      <Icon name="down" />
      Rejected rows
    </button>
  )
}
